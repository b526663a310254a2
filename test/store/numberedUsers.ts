import { instant } from '../../shared/domain/time.ts';
import type { User } from '../../shared/domain/user.ts';
import type { Item } from '../../shared/store/table.ts';
import { listUsers, type UserListQuery } from '../../shared/store/userLists.ts';
import { listEntries, userItem } from '../../shared/store/users.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { type EmbeddedTable } from '../support/embeddedTable.ts';

/** The role that one in ten users holds beside the one that all have. */
export const role = { rol_loaders: 'Loaders' };

/** Users of equal size, so that what a page costs depends on how many are read and on nothing else. */
export function numbered(at: number): User {
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

/** Everybody, 50 at a time. */
export const page: UserListQuery = {
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

/** What the first and the second page cost, in the capacity that the store reports. */
export async function costs({ table, usage }: EmbeddedTable, query: UserListQuery) {
  usage.take();
  const first = await listUsers(table, query);
  const ofFirst = usage.take();
  const second = await listUsers(table, { ...query, after: first.next });
  return { users: [first, second].map(({ users }) => users.length), costs: [ofFirst, usage.take()] };
}

/** A user's item with its list entries. */
export const itemsOf = (user: User): Item[] => [userItem(user), ...listEntries(user)];
