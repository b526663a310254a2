import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { EventBridge } from '../shared/aws/eventBridge.ts';
import type { CloudEvent } from '../shared/runtime/cloudEvents.ts';
import { setting } from '../shared/runtime/config.ts';
import { publishRecords } from '../shared/runtime/publishing.ts';

let client: EventBridge | undefined;

/** Publishes each change once it is stored; what fails is tried again from there on, and ends in the queue. */
export async function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  return await publishRecords(Records, { worker: 'publishEvents', source: setting('ISSUER'), put });
}

async function put(events: readonly CloudEvent[]): Promise<number> {
  client ??= new EventBridge();
  const { Entries = [] } = await client.call('PutEvents', { Entries: events.map(entryOf) });
  return Entries.findIndex(({ ErrorCode }) => ErrorCode !== undefined);
}

/** The whole CloudEvent is the detail; what rules filter by stands beside it too. */
function entryOf(event: CloudEvent) {
  return {
    EventBusName: setting('EVENT_BUS'),
    Source: 'service-users',
    DetailType: event.type,
    // Seconds since the epoch in the JSON protocol.
    Time: Date.parse(event.time) / 1000,
    Resources: [event.subject],
    Detail: JSON.stringify(event),
  };
}
