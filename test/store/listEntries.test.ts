import { beforeEach, describe, expect, it } from 'vitest';
import type { RoleId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { revised, type User } from '../../shared/domain/user.ts';
import { expression } from '../../shared/store/expression.ts';
import { teamEntryKey, userKey } from '../../shared/store/keys.ts';
import {
  refreshEntriesOf,
  removeRoleFromHolders,
  removeTeamFromMembers,
} from '../../shared/store/listEntries.ts';
import type { Item, Table } from '../../shared/store/table.ts';
import { changeUser, getUser, listEntries, userItem } from '../../shared/store/users.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored, userWrites } from '../support/stored.ts';

const now = instant(1_760_000_000_000);
let table: Table;
beforeEach(async () => {
  ({ table } = await embeddedTable());
});

/** The list entries of a user as they lie in the table, sorted by key. */
async function entriesOf(user: User): Promise<readonly Item[]> {
  const { pk } = userKey(user.userId);
  const { items } = await table.query({ key: expression`#pk = ${pk} AND begins_with(#sk, ${'IN#'})` });
  return items;
}

const sorted = (entries: readonly Item[]) =>
  [...entries].sort((a, b) => (String(a['sk']) < String(b['sk']) ? -1 : 1));

const member = () =>
  aServiceUser({
    roles: { ...aServiceUser().roles, rol_a: 'Loaders', rol_b: 'Readers' },
    teams: { ...aServiceUser().teams, tem_a: 'Data' },
  });

describe('list entries', () => {
  it('are one for each role and team but those that everybody has', () => {
    const user = member();
    expect(listEntries(user).map(({ sk, listPk }) => [sk, listPk])).toEqual([
      ['IN#ROLE#rol_a', 'ROLE#rol_a#service#enabled'],
      ['IN#ROLE#rol_b', 'ROLE#rol_b#service#enabled'],
      ['IN#TEAM#tem_a', 'TEAM#tem_a#service#enabled'],
    ]);
  });

  it('follow the user: new sort keys, new list, and none of what was lost', async () => {
    const before = member();
    await stored(table, ...userWrites(before));
    const { rol_b: _, ...roles } = before.roles;
    const after = { ...before, roles, displayName: 'zed', status: 'disabled' as const, lastActiveAt: now };
    await stored(table, { put: userItem(after) });
    await refreshEntriesOf(table, before.userId);
    expect(await entriesOf(before)).toEqual(sorted(listEntries(after)));
    expect((await entriesOf(before)).map(({ sk }) => sk)).toEqual(['IN#ROLE#rol_a', 'IN#TEAM#tem_a']);
  });

  it('go with a user who is gone, and only they', async () => {
    const user = member();
    const other = member();
    await stored(table, ...userWrites(user), ...userWrites(other));
    await stored(table, { remove: userKey(user.userId) });
    await refreshEntriesOf(table, user.userId);
    expect(await entriesOf(user)).toEqual([]);
    expect(await entriesOf(other)).toHaveLength(3);
  });

  it('are written again without harm, in any order', async () => {
    const user = member();
    await stored(table, ...userWrites(user));
    await Promise.all([refreshEntriesOf(table, user.userId), refreshEntriesOf(table, user.userId)]);
    await refreshEntriesOf(table, user.userId);
    expect(await entriesOf(user)).toEqual(sorted(listEntries(user)));
  });

  it('are as many as roles and teams can be', async () => {
    const many = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${prefix}_${at}`, 'x']));
    const user = aServiceUser({ roles: many('rol'), teams: many('tem') });
    await stored(table, { put: userItem(user) });
    await refreshEntriesOf(table, user.userId);
    expect(await entriesOf(user)).toHaveLength(60);
  });
});

describe('a role that is gone', () => {
  it('is taken off all who hold it, of both kinds and every status; as default role it falls back', async () => {
    const { roles: held } = aServiceUser();
    const roles = { ...held, rol_gone: 'Gone', rol_kept: 'Kept' };
    const holders: User[] = (['enabled', 'disabled', 'deleting'] as const).flatMap((status) => [
      aServiceUser({ roles, status, defaultRoleId: 'rol_gone' as RoleId }),
      aPerson({ roles, status, defaultRoleId: 'rol_kept' as RoleId }),
    ]);
    const other = aServiceUser({ roles: { ...held, rol_kept: 'Kept' } });
    for (const user of [...holders, other]) await stored(table, ...userWrites(user));
    await removeRoleFromHolders(table, 'rol_gone', now);
    for (const user of holders) {
      const defaultRoleId = user.kind === 'service' ? 'SystemRole-DefaultUsers' : 'rol_kept';
      const left = { ...held, rol_kept: 'Kept' };
      const after = { ...user, roles: left, defaultRoleId, version: 2, updatedAt: now };
      expect(await getUser(table, user.userId)).toEqual(after);
      expect((await entriesOf(user)).map(({ sk }) => sk)).toEqual(['IN#ROLE#rol_kept']);
    }
    expect(await getUser(table, other.userId)).toEqual(other);
  });
});

describe('a team that is gone', () => {
  it('is taken off all of its members, of both kinds and every status, and off nobody else', async () => {
    const teams = { ...aServiceUser().teams, tem_gone: 'Gone', tem_kept: 'Kept' };
    const members: User[] = (['enabled', 'disabled', 'deleting'] as const).flatMap((status) => [
      aServiceUser({ teams, status }),
      aPerson({ teams, status }),
    ]);
    const other = aServiceUser({ teams: { ...aServiceUser().teams, tem_kept: 'Kept' } });
    for (const user of [...members, other]) await stored(table, ...userWrites(user));
    await removeTeamFromMembers(table, 'tem_gone', now);
    for (const user of members) {
      const { tem_gone: _, ...left } = teams;
      expect(await getUser(table, user.userId)).toEqual({ ...user, teams: left, version: 2, updatedAt: now });
      expect((await entriesOf(user)).map(({ sk }) => sk)).toEqual(['IN#TEAM#tem_kept']);
    }
    expect(await getUser(table, other.userId)).toEqual(other);
  });

  it('leaves no entry of a user who left already or is gone', async () => {
    const user = aServiceUser({ teams: { tem_gone: 'Gone' } });
    await stored(table, ...userWrites(user));
    await stored(table, changeUser(user, revised(user, { teams: {} }, now)));
    const ghost = aServiceUser({ teams: { tem_gone: 'Gone' } });
    await stored(table, ...listEntries(ghost).map((put) => ({ put })));
    await removeTeamFromMembers(table, 'tem_gone', now);
    expect(
      await table.getMany([teamEntryKey(user.userId, 'tem_gone'), teamEntryKey(ghost.userId, 'tem_gone')]),
    ).toEqual([undefined, undefined]);
    expect((await getUser(table, user.userId))?.version).toBe(2);
  });

  it('goes off its members while they are changed, twice at once', async () => {
    const users = Array.from({ length: 12 }, () => aServiceUser({ teams: { tem_gone: 'Gone' } }));
    for (const user of users) await stored(table, ...userWrites(user));
    const edit = async (user: User) => {
      for (let tries = 0; tries < 20; tries += 1) {
        const current = await getUser(table, user.userId);
        if (current === undefined) return;
        const failed = await table.transact([
          changeUser(current, revised(current, { description: 'edited' }, now)),
        ]);
        if (failed.length === 0) return;
      }
      throw new Error('the edit never went through');
    };
    await Promise.all([
      removeTeamFromMembers(table, 'tem_gone', now),
      removeTeamFromMembers(table, 'tem_gone', now),
      ...users.map(edit),
    ]);
    const after = await Promise.all(users.map(({ userId }) => getUser(table, userId)));
    expect(after.map((user) => [user?.teams, user?.description])).toEqual(users.map(() => [{}, 'edited']));
  });
});
