import { matchesPattern } from './eventFilter.ts';
import { asRecord, asString } from './json.ts';
import type { JsonRecord } from './json.ts';

/** An event source mapping of a table's stream. */
export interface MappingSettings {
  readonly name: string;
  readonly table: string;
  readonly functionArn: string;
  readonly batchSize: number;
  /** -1: until the record expires. */
  readonly maximumRetries: number;
  readonly bisect: boolean;
  readonly reportsItemFailures: boolean;
  readonly fromStart: boolean;
  /** ARN of the queue or topic for batches that failed for good. */
  readonly onFailure: string | undefined;
  readonly filters: readonly JsonRecord[];
}

/** A record in the form of Lambda's event: binary as base64, time in seconds. */
export type EventRecord = JsonRecord;

/** What a batch came to: the records still to be done, or none. */
export interface BatchOutcome {
  readonly remaining: readonly EventRecord[];
  /** Empty when nothing failed. */
  readonly error: string;
}

/** How a batch is handed to its function. */
export type RunBatch = (
  records: readonly EventRecord[],
) => Promise<
  | { readonly ok: true; readonly payload: string | undefined }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string }
>;

/** Turns records of GetRecords into those of a DynamoDBStreamEvent. */
export function eventRecords(records: readonly JsonRecord[], eventSourceARN: string): readonly EventRecord[] {
  return records.map((record) => {
    const change = asRecord(record['dynamodb']);
    const at = Math.floor(Number(change['ApproximateCreationDateTime'] ?? 0));
    return { ...record, dynamodb: { ...change, ApproximateCreationDateTime: at }, eventSourceARN };
  });
}

/** The position of a record in its stream. */
export function sequenceNumber(record: EventRecord): string {
  return asString(asRecord(record['dynamodb'])['SequenceNumber']);
}

/** Records that pass one of the mapping's filters; all where it has none. */
export function filtered(
  records: readonly EventRecord[],
  filters: readonly JsonRecord[],
): readonly EventRecord[] {
  if (filters.length === 0) return records;
  return records.filter((record) => filters.some((pattern) => matchesPattern(pattern, record)));
}

/** With ReportBatchItemFailures the records from the first failed one on are done again. */
function afterReport(records: readonly EventRecord[], payload: string | undefined): readonly EventRecord[] {
  const { batchItemFailures } = asRecord(payload === undefined ? undefined : JSON.parse(payload));
  const failures: unknown[] = Array.isArray(batchItemFailures) ? batchItemFailures : [];
  const failed = new Set(failures.map((failure) => asRecord(failure)['itemIdentifier']));
  if (failed.size === 0) return [];
  const first = records.findIndex((record) => failed.has(sequenceNumber(record)));
  // An identifier that is none of the batch's counts as a failure of the whole batch.
  return first < 0 ? records : records.slice(first);
}

/** Hands records to the function once. */
export async function runOnce(
  settings: MappingSettings,
  records: readonly EventRecord[],
  run: RunBatch,
): Promise<BatchOutcome> {
  const result = await run(records);
  if (!result.ok) return { remaining: records, error: `${result.errorType}: ${result.errorMessage}` };
  const remaining = settings.reportsItemFailures ? afterReport(records, result.payload) : [];
  return { remaining, error: remaining.length > 0 ? 'The function reported failed items' : '' };
}
