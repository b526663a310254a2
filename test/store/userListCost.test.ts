import { beforeAll, describe, expect, it } from 'vitest';
import { listUsers } from '../../shared/store/userLists.ts';
import { bulkLoad } from '../support/bulkLoad.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';

import { costs, itemsOf, numbered, page, role } from './numberedUsers.ts';

describe('a page', () => {
  let few: EmbeddedTable;
  let many: EmbeddedTable;
  beforeAll(async () => {
    [few, many] = [await embeddedTable(), await embeddedTable()];
    const users = Array.from({ length: 2000 }, (_, at) => numbered(at));
    await bulkLoad(few, users.slice(0, 200).flatMap(itemsOf));
    await bulkLoad(many, users.flatMap(itemsOf));
  });

  it.each(
    (['byName', 'byCreated', 'byActive', 'byRole'] as const).flatMap((order) => [
      [order, 'asc'] as const,
      [order, 'desc'] as const,
    ]),
  )('of 50 costs the same with 2,000 users as with 200: %s %s', async (order, direction) => {
    const query = { ...page, order, descending: direction === 'desc' };
    const [small, large] = [await costs(few, query), await costs(many, query)];
    expect(large).toEqual(small);
    expect(large.users).toEqual([50, 50]);
    expect(large.costs.map(({ readUnits }) => readUnits < 20)).toEqual([true, true]);
  });

  it('with a text that one in 2,000 has takes a handful of round trips, not one for each few hundred', async () => {
    const query = { ...page, name: 'user 001999' };
    many.usage.take();
    const { users } = await listUsers(many.table, query);
    expect(users.map(({ displayName }) => displayName)).toEqual(['user 001999']);
    expect(many.usage.take().roundTrips).toBeLessThanOrEqual(3);
  });

  it('of 5 of the holders of a role costs the same with 200 holders as with 20', async () => {
    const query = { ...page, roles: Object.keys(role), limit: 5 };
    const [small, large] = [await costs(few, query), await costs(many, query)];
    expect(large).toEqual(small);
    expect(large.users).toEqual([5, 5]);
  });
});
