import { expression } from './expression.ts';
import { stringAt } from './fields.ts';
import { granteeList, tagMemberKey, userKey } from './keys.ts';
import { batches, mergeSorted, type Sorted } from './merge.ts';
import type { Item, Table } from './table.ts';
import type { UserPage } from './userLists.ts';
import { readUser } from './users.ts';

/**
 * The enabled service users shared with a person or with a tag of the person's, by id, page by page.
 * The index lags a little; issuing a token checks access anew.
 */
export async function listAssumable(
  table: Table,
  page: { personId: string; limit: number; after: string | undefined },
): Promise<UserPage> {
  const grantees = [page.personId, ...(await tagsOf(table, page.personId))];
  const shares = grantees.map((granteeId) => sharesOf(table, granteeId, page));
  const users: UserPage['users'] = [];
  let last: string | undefined;
  for await (const batch of batches(mergeSorted(shares, false), Math.min(page.limit + 1, 100))) {
    const items = await table.getMany(batch.map(({ key }) => userKey(key)));
    for (const [at, item] of items.entries()) {
      const user = item === undefined ? undefined : readUser(item);
      if (user?.status !== 'enabled') continue;
      if (users.length === page.limit) return { users, next: last };
      users.push(user);
      last = batch[at]?.key;
    }
  }
  return { users, next: undefined };
}

async function tagsOf(table: Table, personId: string): Promise<string[]> {
  const { pk } = tagMemberKey(personId, '');
  const tags: string[] = [];
  let startAfter: Item | undefined;
  do {
    const found = await table.query({
      key: expression`#pk = ${pk} AND begins_with(#sk, ${'TAG#'})`,
      startAfter,
    });
    tags.push(...found.items.map((item) => stringAt(item, 'tagId')));
    startAfter = found.next;
  } while (startAfter !== undefined);
  return tags;
}

/** Ids of the service users shared with one grantee, sorted. */
async function* sharesOf(
  table: Table,
  granteeId: string,
  { limit, after }: { limit: number; after: string | undefined },
): AsyncGenerator<Sorted<Item>, void> {
  let startAfter: Item | undefined;
  const partition = expression`#listPk = ${granteeList(granteeId)}`;
  do {
    const page = await table.query({
      index: 'byName',
      key: after === undefined ? partition : expression`${partition} AND #byName > ${after}`,
      limit: limit + 2,
      startAfter,
    });
    for (const row of page.items) yield { key: stringAt(row, 'serviceUserId'), row };
    startAfter = page.next;
  } while (startAfter !== undefined);
}
