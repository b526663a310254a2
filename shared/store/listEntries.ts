import { expression } from './expression.ts';
import { stringAt } from './fields.ts';
import { entryPrefix, roleMembersList, teamMembersList, userKey } from './keys.ts';
import type { Item, Table, Write } from './table.ts';
import { changeUser, getUser, listEntries } from './users.ts';
import { holdsRole, revised, withoutKey, withoutRole, type User, type UserStatus } from '../domain/user.ts';
import type { Instant } from '../domain/time.ts';

/** Most writes of one batch of housekeeping. */
const perTransaction = 50;

/** Writes the list entries of a user as the user is now and removes those it should not have. */
export async function refreshEntriesOf(table: Table, userId: string): Promise<void> {
  const { pk } = userKey(userId);
  const [user, stored] = await Promise.all([
    getUser(table, userId),
    table.query({ key: expression`#pk = ${pk} AND begins_with(#sk, ${entryPrefix})` }),
  ]);
  const wanted = user === undefined ? [] : listEntries(user);
  const wantedKeys = new Set(wanted.map((entry) => stringAt(entry, 'sk')));
  const surplus = stored.items.filter((item) => !wantedKeys.has(stringAt(item, 'sk')));
  const writes: Write[] = [
    ...wanted.map((entry): Write => ({ put: entry })),
    ...surplus.map((item): Write => ({ remove: { pk, sk: stringAt(item, 'sk') } })),
  ];
  for (let at = 0; at < writes.length; at += perTransaction) {
    const unchanged: Write[] =
      user === undefined
        ? []
        : [{ check: userKey(userId), condition: expression`#version = ${user.version}` }];
    // Where the user changed meanwhile, that change has a stream record of its own.
    const failed = await table.transact([...writes.slice(at, at + perTransaction), ...unchanged]);
    if (failed.length > 0) return;
  }
}

/** Takes a team that is gone off all of its members, page by page; safe to repeat. */
export async function removeTeamFromMembers(table: Table, teamId: string, now: Instant): Promise<void> {
  await removeFromMembers(table, {
    list: (kind, status) => teamMembersList(teamId, kind, status),
    isIn: ({ teams }) => Object.hasOwn(teams, teamId),
    without: (user) => ({ teams: withoutKey(user.teams, teamId) }),
    now,
  });
}

/**
 * Takes a role that is gone off those to whom it was attached while it was deleted, likewise: nobody could detach what is not
 * there (docs/decisions/0012).
 */
export async function removeRoleFromHolders(table: Table, roleId: string, now: Instant): Promise<void> {
  await removeFromMembers(table, {
    list: (kind, status) => roleMembersList(roleId, kind, status),
    isIn: (user) => holdsRole(user, roleId),
    without: (user) => withoutRole(user, roleId),
    now,
  });
}

/** What is gone, as its members have it. */
interface Leaving {
  readonly list: (kind: User['kind'], status: UserStatus) => string;
  readonly isIn: (user: User) => boolean;
  readonly without: (user: User) => Partial<User>;
  readonly now: Instant;
}

async function removeFromMembers(table: Table, leaving: Leaving): Promise<void> {
  for (const kind of ['service', 'person'] as const) {
    for (const status of ['enabled', 'disabled', 'deleting'] as const) {
      await removeFromPartition(table, leaving, leaving.list(kind, status));
    }
  }
}

async function removeFromPartition(table: Table, leaving: Leaving, partition: string): Promise<void> {
  let startAfter: Item | undefined;
  do {
    const page = await table.query({
      index: 'byName',
      key: expression`#listPk = ${partition}`,
      limit: 100,
      startAfter,
    });
    for (const item of page.items) await leave(table, leaving, item);
    startAfter = page.next;
  } while (startAfter !== undefined);
}

async function leave(table: Table, { isIn, without, now }: Leaving, entry: Item): Promise<void> {
  const userId = stringAt(entry, 'userId');
  for (;;) {
    const user = await getUser(table, userId);
    const removeEntry: Write = { remove: { pk: userKey(userId).pk, sk: stringAt(entry, 'sk') } };
    if (user === undefined || !isIn(user)) {
      await table.transact([removeEntry]);
      return;
    }
    const failed = await table.transact([changeUser(user, revised(user, without(user), now)), removeEntry]);
    if (failed.length === 0) return;
  }
}
