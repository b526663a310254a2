import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RoleId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import type { User } from '../../shared/domain/user.ts';
import type { Table } from '../../shared/store/table.ts';
import { listUsers, type UserListQuery, type UserOrder } from '../../shared/store/userLists.ts';
import { listEntries, userItem } from '../../shared/store/users.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { bulkLoad } from '../support/bulkLoad.ts';
import { embeddedTable } from '../support/embeddedTable.ts';

const kinds = ['service', 'person'] as const;
const statuses = ['enabled', 'disabled', 'deleting'] as const;
const orders = ['byName', 'byCreated', 'byActive', 'byRole'] as const;
const roles = { rol_a: 'Loaders', rol_b: 'load', rol_c: 'Loaders of data', rol_d: 'Ünïcode 𝄞' };
const teams = { tem_a: 'Data', tem_b: 'Ops' };

const everybody: UserListQuery = {
  kinds,
  statuses,
  roles: undefined,
  teams: undefined,
  name: undefined,
  order: 'byName',
  descending: false,
  limit: 50,
  after: undefined,
};

/** Names that make sorting hard: prefixes of each other, separators, every plane of Unicode, and as long as allowed. */
const nameUnits = fc.constantFrom(
  'a',
  'A',
  'b',
  ' ',
  '!',
  '"',
  '#',
  '|',
  '~',
  '0',
  'é',
  'ß',
  'İ',
  '漢',
  '￿',
  '𝄞',
  '😀',
);
const names = fc.oneof(
  fc.constantFrom(
    'svc',
    'svc loader',
    'svc!',
    'svc#1',
    'SVC',
    'svc-loader',
    'svc\u{10FFFF}',
    '\u{10FFFF}last',
  ),
  fc.string({ unit: nameUnits, minLength: 1, maxLength: 6 }).filter((name) => name.trim() !== ''),
  fc.string({ unit: nameUnits, minLength: 4, maxLength: 4 }).map((start) => `x${start}${'漢'.repeat(246)}`),
  fc.string({ unit: nameUnits, minLength: 4, maxLength: 4 }).map((start) => `${start}y${'𝄞'.repeat(121)}`),
);
const times = fc.integer({ min: 1, max: 30 }).map((step) => instant(1_750_000_000_000 + step * 1000));

const users = fc
  .record({
    kind: fc.constantFrom(...kinds),
    status: fc.constantFrom(...statuses),
    displayName: names,
    userName: names,
    createdAt: times,
    lastActiveAt: fc.option(times, { nil: undefined }),
    roleIds: fc.uniqueArray(fc.constantFrom(...(Object.keys(roles) as (keyof typeof roles)[]))),
    teamIds: fc.uniqueArray(fc.constantFrom(...(Object.keys(teams) as (keyof typeof teams)[]))),
  })
  .map(({ kind, roleIds, teamIds, ...fields }): User => {
    const base = kind === 'service' ? aServiceUser(fields) : aPerson(fields);
    return {
      ...base,
      roles: { ...base.roles, ...Object.fromEntries(roleIds.map((id) => [id, roles[id]])) },
      defaultRoleId: (roleIds[0] ?? base.defaultRoleId) as RoleId,
      teams: { ...base.teams, ...Object.fromEntries(teamIds.map((id) => [id, teams[id]])) },
    };
  });

const queries = fc.record({
  kinds: fc.subarray([...kinds], { minLength: 1 }),
  statuses: fc.subarray([...statuses], { minLength: 1 }),
  roles: fc.option(fc.subarray(Object.keys(roles)), { nil: undefined }),
  teams: fc.option(fc.subarray(Object.keys(teams)), { nil: undefined }),
  name: fc.option(fc.constantFrom('svc', 'x', '漢', '😀', ' ', '#', 'nobody'), { nil: undefined, freq: 2 }),
  order: fc.constantFrom(...orders),
  descending: fc.boolean(),
  limit: fc.constantFrom(9, 50, 200),
  after: fc.constant(undefined),
});

/** What the list should be, from all users in memory. */
function expected(all: readonly User[], query: UserListQuery): string[] {
  const any = (wanted: readonly string[] | undefined, held: object) =>
    wanted === undefined || wanted.some((id) => id in held);
  const found = all.filter(
    (user) =>
      query.kinds.includes(user.kind) &&
      query.statuses.includes(user.status) &&
      any(query.roles, user.roles) &&
      any(query.teams, user.teams) &&
      [user.displayName, user.userName].some((name) => name.toLowerCase().includes(query.name ?? '')),
  );
  return found.sort((a, b) => compare(a, b, query)).map(({ userId }) => userId);
}

function compare(a: User, b: User, { order, descending }: UserListQuery): number {
  const never = Number(a.lastActiveAt === undefined) - Number(b.lastActiveAt === undefined);
  if (order === 'byActive' && never !== 0) return never;
  const [left, right] = [fieldsOf(a, order), fieldsOf(b, order)];
  const at = left.findIndex((field, index) => field !== right[index]);
  return (descending ? -1 : 1) * Buffer.compare(Buffer.from(left[at] ?? ''), Buffer.from(right[at] ?? ''));
}

function fieldsOf(
  { userId, displayName, createdAt, lastActiveAt, roles: held, defaultRoleId }: User,
  order: UserOrder,
) {
  const name = displayName.toLowerCase();
  const role = held[defaultRoleId]?.toLowerCase() ?? '';
  const fields = {
    byName: [name],
    byCreated: [createdAt],
    byActive: [lastActiveAt ?? 0],
    byRole: [role, name],
  };
  return [...fields[order].map((field) => String(field)), userId];
}

/** All pages of a list. */
async function pagesOf(
  table: Table,
  query: UserListQuery,
  between: () => Promise<void> = () => Promise.resolve(),
) {
  const pages: string[][] = [];
  let after = query.after;
  do {
    const page = await listUsers(table, { ...query, after });
    pages.push(page.users.map(({ userId }) => userId));
    after = page.next;
    await between();
  } while (after !== undefined);
  return pages;
}

describe('lists of users', () => {
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
      { numRuns: 60, seed: 7 },
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
