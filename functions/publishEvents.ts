import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { cloudEventOf, type CloudEvent } from '../shared/runtime/cloudEvents.ts';
import { setting } from '../shared/runtime/config.ts';
import { errorFields, log } from '../shared/runtime/log.ts';

const worker = 'publishEvents';
/** The most entries that EventBridge takes at once. */
const entriesPerCall = 10;

let client: EventBridgeClient | undefined;

interface Pending {
  readonly record: DynamoDBRecord;
  readonly event: CloudEvent;
}

/**
 * Publishes each change once it is stored: at least once, and in order for each user, since the stream is in order for each
 * partition and no call holds two events of one. What fails is reported, tried again from there on, and ends in the queue.
 */
export async function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  let chunk: Pending[] = [];
  for (const record of Records) {
    const event = read(record);
    if (event === 'malformed') return failedAt((await publish(chunk)) ?? record);
    if (event === undefined) continue;
    if (
      chunk.length === entriesPerCall ||
      chunk.some((other) => partitionOf(other.record) === partitionOf(record))
    ) {
      const failed = await publish(chunk);
      if (failed !== undefined) return failedAt(failed);
      chunk = [];
    }
    chunk.push({ record, event });
  }
  return failedAt(await publish(chunk));
}

function failedAt(record: DynamoDBRecord | undefined): DynamoDBBatchResponse {
  if (record === undefined) return { batchItemFailures: [] };
  return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
}

/** What comes before a malformed record is still published. */
function read(record: DynamoDBRecord): CloudEvent | 'malformed' | undefined {
  try {
    return cloudEventOf(record, setting('ISSUER'));
  } catch (error) {
    log.error('defect', { worker, eventId: record.eventID, ...errorFields(error) });
    return 'malformed';
  }
}

function partitionOf({ dynamodb }: DynamoDBRecord): string | undefined {
  return dynamodb?.Keys?.['pk']?.S;
}

/** Publishes events of different partitions. @returns the first record that was not taken. */
async function publish(chunk: readonly Pending[]): Promise<DynamoDBRecord | undefined> {
  if (chunk.length === 0) return undefined;
  try {
    client ??= new EventBridgeClient({ requestHandler: { connectionTimeout: 1000, requestTimeout: 4000 } });
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: chunk.map(entryOf) }));
    const at = Entries.findIndex(({ ErrorCode }) => ErrorCode !== undefined);
    if (at >= 0) log.error('unavailable', { worker, code: Entries[at]?.ErrorCode ?? '' });
    return chunk[at]?.record;
  } catch (error) {
    log.error('unavailable', { worker, ...errorFields(error) });
    return chunk[0]?.record;
  }
}

/** The whole CloudEvent is the detail; what rules filter by stands beside it too. */
function entryOf({ event }: Pending): PutEventsRequestEntry {
  return {
    EventBusName: setting('EVENT_BUS'),
    Source: 'service-users',
    DetailType: event.type,
    Time: new Date(event.time),
    Resources: [event.subject],
    Detail: JSON.stringify(event),
  };
}
