import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { cloudEventOf, type CloudEvent } from './cloudEvents.ts';
import { errorFields, log } from './log.ts';

/** The most events that the bus takes at once. */
const eventsPerCall = 10;

/** What publishing works with. */
export interface Publishing {
  /** Name of the worker, for the log. */
  readonly worker: string;
  /** The base URL of the API: the source of the events. */
  readonly source: string;
  /**
   * Hands events to the bus.
   * @returns the place of the first one that it did not take; -1 when it took all.
   * @throws where the bus does not answer.
   */
  readonly put: (events: readonly CloudEvent[]) => Promise<number>;
}

interface Pending {
  readonly record: DynamoDBRecord;
  readonly event: CloudEvent;
}

/**
 * Publishes what records of the table's stream tell of: at least once, and in order for each partition, so for each user, since
 * no call holds two events of one. From the first record on that failed the batch is to be done again.
 */
export async function publishRecords(
  records: readonly DynamoDBRecord[],
  publishing: Publishing,
): Promise<DynamoDBBatchResponse> {
  let chunk: Pending[] = [];
  for (const record of records) {
    const event = read(record, publishing);
    if (event === 'malformed') return failedAt((await publish(chunk, publishing)) ?? record);
    if (event === undefined) continue;
    const sameUser = chunk.some((other) => partitionOf(other.record) === partitionOf(record));
    if (sameUser || chunk.length === eventsPerCall) {
      const failed = await publish(chunk, publishing);
      if (failed !== undefined) return failedAt(failed);
      chunk = [];
    }
    chunk.push({ record, event });
  }
  return failedAt(await publish(chunk, publishing));
}

function failedAt(record: DynamoDBRecord | undefined): DynamoDBBatchResponse {
  if (record === undefined) return { batchItemFailures: [] };
  return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
}

/** What comes before a malformed record is still published. */
function read(record: DynamoDBRecord, { worker, source }: Publishing): CloudEvent | 'malformed' | undefined {
  try {
    return cloudEventOf(record, source);
  } catch (error) {
    log.error('defect', { worker, ...errorFields(error) });
    return 'malformed';
  }
}

function partitionOf({ dynamodb }: DynamoDBRecord): string | undefined {
  return dynamodb?.Keys?.['pk']?.S;
}

/** @returns the first record that was not taken. */
async function publish(
  chunk: readonly Pending[],
  { worker, put }: Publishing,
): Promise<DynamoDBRecord | undefined> {
  if (chunk.length === 0) return undefined;
  try {
    const refused = await put(chunk.map(({ event }) => event));
    if (refused >= 0) log.error('unavailable', { worker, refused: chunk[refused]?.event.id ?? '' });
    return chunk[refused]?.record;
  } catch (error) {
    log.error('unavailable', { worker, ...errorFields(error) });
    return chunk[0]?.record;
  }
}
