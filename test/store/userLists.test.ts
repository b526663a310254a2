import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Table } from '../../shared/store/table.ts';
import { type UserListQuery } from '../../shared/store/userLists.ts';
import { listEntries, userItem } from '../../shared/store/users.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { bulkLoad } from '../support/bulkLoad.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored, userWrites } from '../support/stored.ts';

import {
  everybody,
  expected,
  kinds,
  orders,
  pagesOf,
  roles,
  statuses,
  teams,
  users,
} from './userListOracle.ts';

const queries = fc.record({
  kinds: fc.subarray([...kinds], { minLength: 1 }),
  statuses: fc.subarray([...statuses], { minLength: 1 }),
  roles: fc.option(fc.subarray(Object.keys(roles)), { nil: undefined }),
  teams: fc.option(fc.subarray(Object.keys(teams)), { nil: undefined }),
  name: fc.option(fc.constantFrom('svc', 'x', 'E\u0301', '漢', '😀', ' ', '#', 'nobody'), {
    nil: undefined,
    freq: 2,
  }),
  order: fc.constantFrom(...orders),
  descending: fc.boolean(),
  limit: fc.constantFrom(9, 50, 200),
  after: fc.constant(undefined),
});

describe('lists of users', () => {
  it('find users by a part of their names, however both are written', async () => {
    const { table: own } = await embeddedTable();
    const user = aServiceUser({ displayName: 'Cafe\u0301 Ｏﬃ\u200bce' });
    await stored(own, { put: userItem(user) });
    for (const name of ['Café office', 'café o', 'Ｏﬃ\u200bce', 'CAFE\u0301']) {
      expect(await pagesOf(own, { ...everybody, name })).toEqual([[user.userId]]);
    }
    expect(await pagesOf(own, { ...everybody, name: 'cafe office' })).toEqual([[]]);
  });

  it('find by their lower case users whose names were compared by that alone when they were stored', async () => {
    const { table: own } = await embeddedTable();
    const user = aServiceUser({ displayName: 'Oﬃce' });
    await stored(own, { put: { ...userItem(user), search: 'oﬃce\nx@service' } });
    expect(await pagesOf(own, { ...everybody, name: 'OﬃCE' })).toEqual([[user.userId]]);
  });

  let table: Table;
  const all = fc.sample(users, { numRuns: 150, seed: 20_251_107 });
  beforeAll(async () => {
    const store = await embeddedTable();
    await bulkLoad(
      store,
      all.flatMap((user) => [userItem(user), ...listEntries(user)]),
    );
    ({ table } = store);
  });

  it.each(orders.flatMap((order) => [[order, 'asc'] as const, [order, 'desc'] as const]))(
    'I5 show everybody in order %s %s, as a plain sort does',
    async (order, direction) => {
      const query = { ...everybody, order, descending: direction === 'desc' };
      expect((await pagesOf(table, query)).flat()).toEqual(expected(all, query));
    },
  );

  it('V4 are what a plain filter and sort give, whatever is asked, with full pages before the last', async () => {
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        const pages = await pagesOf(table, query);
        const wanted = expected(all, query);
        expect(pages.flat()).toEqual(wanted);
        expect(pages).toHaveLength(Math.max(1, Math.ceil(wanted.length / query.limit)));
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(query.limit);
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  it('V4 go one by one through a filtered list', async () => {
    const query: UserListQuery = { ...everybody, roles: ['rol_a', 'rol_b'], statuses: ['enabled'], limit: 1 };
    const pages = await pagesOf(table, query);
    expect(pages.flat()).toEqual(expected(all, query));
    expect(pages.every((page) => page.length === 1)).toBe(true);
  });

  it.each(['asc', 'desc'] as const)('V2 never-active users come last, %s', async (direction) => {
    const query: UserListQuery = {
      ...everybody,
      order: 'byActive',
      descending: direction === 'desc',
      limit: 9,
    };
    const active = new Map<string, boolean>(
      all.map((user) => [user.userId, user.lastActiveAt !== undefined]),
    );
    const listed = (await pagesOf(table, query)).flat().map((id) => active.get(id));
    expect(listed.lastIndexOf(true)).toBeLessThan(listed.indexOf(false));
    expect(listed).toHaveLength(150);
  });

  it('show a user once that is found under two roles', async () => {
    const listed = (await pagesOf(table, { ...everybody, roles: Object.keys(roles), limit: 200 })).flat();
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('show under a role what the users are now, not what their entries were made from', async () => {
    const { table: own } = await embeddedTable();
    const held = { rol_a: 'Loaders' };
    const [kept, disabled, detached, gone] = [1, 2, 3, 4].map(() => aServiceUser({ roles: held }));
    if (!kept || !disabled || !detached || !gone) throw new Error('four users expected');
    for (const user of [kept, disabled, detached]) await stored(own, ...userWrites(user));
    await stored(own, ...listEntries(gone).map((put) => ({ put })));
    await stored(own, { put: userItem({ ...disabled, status: 'disabled' }) });
    await stored(own, { put: userItem({ ...detached, roles: {} }) });
    const query: UserListQuery = { ...everybody, statuses: ['enabled'], roles: ['rol_a'] };
    expect(await pagesOf(own, query)).toEqual([[kept.userId]]);
  });

  it('are empty for a role that nobody holds, and for no role at all', async () => {
    expect(await pagesOf(table, { ...everybody, roles: ['rol_nobody'] })).toEqual([[]]);
    expect(await pagesOf(table, { ...everybody, roles: [] })).toEqual([[]]);
    expect(await pagesOf(table, { ...everybody, teams: ['tem_nobody'], roles: ['rol_a'] })).toEqual([[]]);
  });
});

describe('lists of users while users come', () => {
  it.each(orders.flatMap((order) => [[order, 'asc'] as const, [order, 'desc'] as const]))(
    'leave nobody out and repeat nobody, %s %s',
    async (order, direction) => {
      const store = await embeddedTable();
      const [before, coming] = [
        fc.sample(users, { numRuns: 40, seed: 1 }),
        fc.sample(users, { numRuns: 40, seed: 2 }),
      ];
      await bulkLoad(store, before.map(userItem));
      const query: UserListQuery = { ...everybody, order, descending: direction === 'desc', limit: 7 };
      const pages = await pagesOf(store.table, query, () =>
        bulkLoad(store, coming.splice(0, 5).map(userItem)),
      );
      const listed = pages.flat();
      expect(new Set(listed).size).toBe(listed.length);
      expect(before.filter(({ userId }) => !listed.includes(userId))).toEqual([]);
    },
  );
});
