import { expression, type Expression } from './expression.ts';
import { stringAt } from './fields.ts';
import { granteeList, resourceKey, sharePrefix, tagMembersList } from './keys.ts';
import type { Item, Query, Table, Write } from './table.ts';

/** Most items of one page, and writes of its transaction. */
const perTransaction = 100;

/**
 * Removes the memberships and shares of a tag that is gone. They give nothing by then (see `findSharedTag`), so that an index may
 * lag does no harm. Safe to repeat.
 */
export async function removeGrantsOfTag(table: Table, tagId: string): Promise<void> {
  for (const partition of [tagMembersList(tagId), granteeList(tagId)])
    await removeFound(table, { index: 'byName', key: expression`#listPk = ${partition}` });
}

/** Removes the shares of a resource that is gone, by consistent reads. Safe to repeat. */
export async function removeSharesOfResource(table: Table, resourceId: string): Promise<void> {
  const key: Expression = expression`#pk = ${resourceKey(resourceId).pk} AND begins_with(#sk, ${sharePrefix})`;
  await removeFound(table, { key });
}

async function removeFound(table: Table, query: Query): Promise<void> {
  let startAfter: Item | undefined;
  do {
    const page = await table.query({ ...query, limit: perTransaction, startAfter });
    const removals = page.items.map((item): Write => ({
      remove: { pk: stringAt(item, 'pk'), sk: stringAt(item, 'sk') },
    }));
    if (removals.length > 0) await removeAll(table, removals);
    startAfter = page.next;
  } while (startAfter !== undefined);
}

/** @throws Error when transactions under way stood in the way for too long: the stream brings the record again. */
async function removeAll(table: Table, removals: readonly Write[]): Promise<void> {
  const failed = await table.transact(removals);
  if (failed.length > 0) throw new Error('items to be removed are in use');
}
