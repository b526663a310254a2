import { beforeAll, describe, expect, it } from 'vitest';
import { instant } from '../../shared/domain/time.ts';
import type { User } from '../../shared/domain/user.ts';
import { listUsers, type UserListQuery } from '../../shared/store/userLists.ts';
import { listEntries, userItem } from '../../shared/store/users.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { bulkLoad } from '../support/bulkLoad.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';

/** The role that one in ten users holds beside the one that all have. */
const role = { rol_loaders: 'Loaders' };

/** Users of equal size, so that what a page costs depends on how many are read and on nothing else. */
function numbered(at: number): User {
  const digits = String(at).padStart(6, '0');
  const time = instant(1_750_000_000_001 + at * 10);
  const kind = at % 2 === 0 ? aServiceUser() : aPerson({ subject: `subject-${digits}` });
  const held = at % 20 < 2 ? { ...kind.roles, ...role } : kind.roles;
  const fields = {
    displayName: `user ${digits}`,
    userName: `user-${digits}`,
    createdAt: time,
    lastActiveAt: time,
  };
  return { ...kind, ...fields, roles: held, defaultRoleId: kind.defaultRoleId };
}

const page: UserListQuery = {
  kinds: ['service', 'person'],
  statuses: ['enabled', 'disabled', 'deleting'],
  roles: undefined,
  teams: undefined,
  name: undefined,
  order: 'byName',
  descending: false,
  limit: 50,
  after: undefined,
};

/** What the first and the second page cost. */
async function costs({ table, usage }: EmbeddedTable, query: UserListQuery) {
  usage.take();
  const first = await listUsers(table, query);
  const ofFirst = usage.take();
  const second = await listUsers(table, { ...query, after: first.next });
  return { users: [first, second].map(({ users }) => users.length), costs: [ofFirst, usage.take()] };
}

describe('a page', () => {
  let few: EmbeddedTable;
  let many: EmbeddedTable;
  beforeAll(async () => {
    [few, many] = [await embeddedTable(), await embeddedTable()];
    const users = Array.from({ length: 2000 }, (_, at) => numbered(at));
    await bulkLoad(few, users.slice(0, 200).flatMap(items));
    await bulkLoad(many, users.flatMap(items));
  });
  const items = (user: User) => [userItem(user), ...listEntries(user)];

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

  it('of 5 of the holders of a role costs the same with 200 holders as with 20', async () => {
    const query = { ...page, roles: Object.keys(role), limit: 5 };
    const [small, large] = [await costs(few, query), await costs(many, query)];
    expect(large).toEqual(small);
    expect(large.users).toEqual([5, 5]);
  });
});
