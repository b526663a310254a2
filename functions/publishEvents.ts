import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type { CloudEvent } from '../shared/runtime/cloudEvents.ts';
import { setting } from '../shared/runtime/config.ts';
import { publishRecords } from '../shared/runtime/publishing.ts';

let client: EventBridgeClient | undefined;

/** Publishes each change once it is stored; what fails is tried again from there on, and ends in the queue. */
export async function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  return await publishRecords(Records, { worker: 'publishEvents', source: setting('ISSUER'), put });
}

async function put(events: readonly CloudEvent[]): Promise<number> {
  client ??= new EventBridgeClient({ requestHandler: { connectionTimeout: 1000, requestTimeout: 4000 } });
  const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: events.map(entryOf) }));
  return Entries.findIndex(({ ErrorCode }) => ErrorCode !== undefined);
}

/** The whole CloudEvent is the detail; what rules filter by stands beside it too. */
function entryOf(event: CloudEvent): PutEventsRequestEntry {
  return {
    EventBusName: setting('EVENT_BUS'),
    Source: 'service-users',
    DetailType: event.type,
    Time: new Date(event.time),
    Resources: [event.subject],
    Detail: JSON.stringify(event),
  };
}
