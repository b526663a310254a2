import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { instant, type Instant } from '../shared/domain/time.ts';
import { createDependencies, type Dependencies } from '../shared/runtime/dependencies.ts';
import { errorFields, log } from '../shared/runtime/log.ts';
import { continueDeletion, usersBeingDeleted } from '../shared/store/deletion.ts';
import { stringAt } from '../shared/store/fields.ts';
import { removeLateShares } from '../shared/store/leftovers.ts';
import { itemOf } from '../shared/store/streamImages.ts';
import { readUser } from '../shared/store/users.ts';

const worker = 'continueDeletion';
/** What is left of the time of an invocation for the batch under way, in milliseconds. */
const reserve = 15_000;

/** What the worker works with. */
type Working = Pick<Dependencies, 'table' | 'clock' | 'newId'>;
/** Records of the table's stream; none when the clock woke it. */
type Wake = DynamoDBStreamEvent | Record<string, never>;

/**
 * Goes on with deletes that have begun (D5). Woken by every change that the table's stream tells of a user being deleted, so each
 * stored batch wakes the next; and by the clock, for those whose wake-up was lost or that waited for their transfer user.
 */
export async function handle(
  event: Wake,
  remainingMs: number,
  working: Working,
): Promise<DynamoDBBatchResponse> {
  const until = instant(working.clock() + remainingMs - reserve);
  if (!('Records' in event)) {
    for await (const { userId } of usersBeingDeleted(working.table)) await goOn(userId, until, working);
    return { batchItemFailures: [] };
  }
  const done = new Set<string>();
  for (const record of event.Records) {
    try {
      await follow(record, { until, done, working });
    } catch (error) {
      log.error('defect', { worker, ...errorFields(error) });
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}

/** A batch of records tells of the same user many times; once is enough. */
async function follow(
  { eventName, dynamodb }: DynamoDBRecord,
  { until, done, working }: { until: Instant; done: Set<string>; working: Working },
): Promise<void> {
  if (eventName === 'REMOVE') {
    const { userId, deletion } = readUser(itemOf(dynamodb?.OldImage));
    if (deletion !== undefined) await removeLateShares(working.table, userId);
    return;
  }
  const userId = stringAt(itemOf(dynamodb?.NewImage), 'userId');
  if (done.has(userId)) return;
  done.add(userId);
  await goOn(userId, until, working);
}

async function goOn(userId: string, until: Instant, { table, clock, newId }: Working): Promise<void> {
  const { state } = await continueDeletion(table, { userId, holder: worker, clock, newId, until });
  log.info('worker', { worker, userId, state });
}

const dependencies = createDependencies();

/** The Lambda function. */
export async function handler(
  event: Wake,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<DynamoDBBatchResponse> {
  return await handle(event, context.getRemainingTimeInMillis(), dependencies);
}
