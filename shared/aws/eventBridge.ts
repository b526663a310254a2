import { ServiceClient, type ClientSettings } from './serviceClient.ts';

/** What the product calls of EventBridge, as on the wire: a time is seconds since the epoch. */
export interface EventBridgeOperations {
  readonly PutEvents: {
    readonly input: {
      readonly Entries: readonly {
        readonly EventBusName: string;
        readonly Source: string;
        readonly DetailType: string;
        readonly Time: number;
        readonly Resources: readonly string[];
        readonly Detail: string;
      }[];
    };
    readonly output: { readonly Entries?: readonly { readonly ErrorCode?: string }[] };
  };
}

/** EventBridge (API version 2015-10-07). */
export class EventBridge extends ServiceClient<EventBridgeOperations> {
  constructor(settings: ClientSettings = {}) {
    super(
      { name: 'events', variable: 'EVENTBRIDGE', target: 'AWSEvents', version: '1.1', baseDelay: 50 },
      settings,
    );
  }
}
