import { idPrefixes } from '../domain/ids.ts';
import { instant, type Instant } from '../domain/time.ts';
import { expression } from './expression.ts';
import { stringAt } from './fields.ts';
import { granteeList, userKey } from './keys.ts';
import { batches, mergeSorted, type Sorted } from './merge.ts';
import { countingShare } from './shares.ts';
import type { Item, Table } from './table.ts';
import { existingTags, tagMembershipsOf } from './tags.ts';
import type { UserPage } from './userLists.ts';
import { getUser, readUser } from './users.ts';

/** Whose list, and which page of it. */
interface AssumableQuery {
  readonly personId: string;
  readonly limit: number;
  readonly after: string | undefined;
}

/**
 * The enabled service users shared with a person or with a tag of the person's, by id, page by page.
 * The index lags a little; issuing a token checks access anew.
 */
export async function listAssumable(table: Table, query: AssumableQuery): Promise<UserPage> {
  const grantees = await granteesOf(table, query.personId);
  const shares = grantees.map((grantee) => sharesOf(table, grantee, query));
  const users: UserPage['users'] = [];
  let last: string | undefined;
  for await (const batch of batches(mergeSorted(shares, false), Math.min(query.limit + 1, 100))) {
    const items = await table.getMany(batch.map(({ key }) => userKey(key)));
    for (const [at, item] of items.entries()) {
      const user = item === undefined ? undefined : readUser(item);
      if (user?.status !== 'enabled') continue;
      if (users.length === query.limit) return { users, next: last };
      users.push(user);
      last = batch[at]?.key;
    }
  }
  return { users, next: undefined };
}

interface GranteeSince {
  readonly granteeId: string;
  /** Shares from before are those of somebody else of the same id. */
  readonly since: Instant;
}

/** The person, and the tags that the person is on and that exist. */
async function granteesOf(table: Table, personId: string): Promise<GranteeSince[]> {
  const [person, memberships] = await Promise.all([
    getUser(table, personId),
    tagMembershipsOf(table, personId),
  ]);
  if (person === undefined) return [];
  const tagIds = memberships
    .filter(({ createdAt }) => createdAt >= person.createdAt)
    .map(({ tagId }) => tagId);
  const exist = await existingTags(table, tagIds);
  const tags = tagIds.filter((tagId) => exist.has(tagId));
  return [
    { granteeId: personId, since: person.createdAt },
    ...tags.map((granteeId) => ({ granteeId, since: instant(0) })),
  ];
}

/** Ids of the service users shared with one grantee, sorted. Resources are listed under it too, before them. */
async function* sharesOf(
  table: Table,
  { granteeId, since }: GranteeSince,
  { limit, after }: AssumableQuery,
): AsyncGenerator<Sorted<Item>, void> {
  let startAfter: Item | undefined;
  const prefix = `${idPrefixes.serviceUser}_`;
  const from = after === undefined ? prefix : `${after}!`;
  do {
    const page = await table.query({
      index: 'byName',
      key: expression`#listPk = ${granteeList(granteeId)} AND #byName BETWEEN ${from} AND ${`${prefix}~`}`,
      limit: limit + 2,
      startAfter,
    });
    for (const row of page.items) {
      if (countingShare(row, { since }) === undefined) continue;
      yield { key: stringAt(row, 'serviceUserId'), row };
    }
    startAfter = page.next;
  } while (startAfter !== undefined);
}
