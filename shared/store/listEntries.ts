import { expression } from './expression.ts';
import { stringAt } from './fields.ts';
import { entryPrefix, teamMembersList, userKey } from './keys.ts';
import type { Item, Table, Write } from './table.ts';
import { changeUser, getUser, listEntries } from './users.ts';
import { revised } from '../domain/user.ts';
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
  for (const kind of ['service', 'person'] as const) {
    for (const status of ['enabled', 'disabled', 'deleting'] as const) {
      await removeFromPartition(table, { teamId, now }, teamMembersList(teamId, kind, status));
    }
  }
}

interface Leaving {
  readonly teamId: string;
  readonly now: Instant;
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

async function leave(table: Table, { teamId, now }: Leaving, entry: Item): Promise<void> {
  const userId = stringAt(entry, 'userId');
  for (;;) {
    const user = await getUser(table, userId);
    const removeEntry: Write = { remove: { pk: userKey(userId).pk, sk: stringAt(entry, 'sk') } };
    if (user === undefined || !Object.hasOwn(user.teams, teamId)) {
      await table.transact([removeEntry]);
      return;
    }
    const teams = Object.fromEntries(Object.entries(user.teams).filter(([id]) => id !== teamId));
    const failed = await table.transact([changeUser(user, revised(user, { teams }, now)), removeEntry]);
    if (failed.length === 0) return;
  }
}
