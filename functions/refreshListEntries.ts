import type { AttributeValue, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { createDependencies, type Dependencies } from '../shared/runtime/dependencies.ts';
import { errorFields, log } from '../shared/runtime/log.ts';
import {
  refreshEntriesOf,
  removeRoleFromHolders,
  removeTeamFromMembers,
} from '../shared/store/listEntries.ts';
import { removeGrantsOfTag, removeSharesOfResource } from '../shared/store/orphans.ts';

/** What the worker works with. */
type Working = Pick<Dependencies, 'table' | 'clock'>;

/**
 * Keeps derived list data true to its users: woken by the table's stream, it writes the entries of a changed user from the user
 * as it is now, so records that come twice or out of order do no harm. Takes a deleted role, team or tag off its members, and what
 * is left of deleted tags and resources away.
 */
export async function handle(event: DynamoDBStreamEvent, working: Working): Promise<DynamoDBBatchResponse> {
  for (const record of event.Records) {
    try {
      await refresh(record, working);
    } catch (error) {
      log.error('defect', { worker: 'refreshListEntries', ...errorFields(error) });
      // The batch is tried again from here on; what came before is done.
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}

async function refresh(record: DynamoDBRecord, working: Working): Promise<void> {
  const { OldImage: before, NewImage: after } = record.dynamodb ?? {};
  // What was not there before was stored with its entries.
  if (before === undefined) return;
  if (textOf(before['entity']) !== 'user') {
    if (after === undefined) await cleanUpAfter(before, working);
  } else if (changesLists(before, after)) {
    await refreshEntriesOf(working.table, textOf(before['userId']));
  }
}

/** What is gone takes with it what others hold of it. */
async function cleanUpAfter(gone: Image, { table, clock }: Working): Promise<void> {
  const entity = textOf(gone['entity']);
  if (entity === 'role') await removeRoleFromHolders(table, textOf(gone['roleId']), clock());
  if (entity === 'team') await removeTeamFromMembers(table, textOf(gone['teamId']), clock());
  if (entity === 'tag') await removeGrantsOfTag(table, textOf(gone['tagId']));
  if (entity === 'resource') await removeSharesOfResource(table, textOf(gone['resourceId']));
}

type Image = Readonly<Record<string, AttributeValue>>;

/** Only what the entries are sorted and found by matters. */
function changesLists(before: Image, after: Image | undefined): boolean {
  const names = ['listPk', 'byName', 'byActive', 'byRole', 'search', 'roles', 'teams'];
  return names.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after?.[name]));
}

function textOf(value: AttributeValue | undefined): string {
  return value?.S ?? '';
}

const dependencies = createDependencies();

/** The Lambda function. */
export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  return await handle(event, dependencies);
}
