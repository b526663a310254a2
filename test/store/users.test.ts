import { describe, expect, it, beforeAll } from 'vitest';
import type { RoleId } from '../../shared/domain/ids.ts';
import { defaultUsersRole } from '../../shared/domain/role.ts';
import { instant } from '../../shared/domain/time.ts';
import { revised } from '../../shared/domain/user.ts';
import { expression } from '../../shared/store/expression.ts';
import { userKey } from '../../shared/store/keys.ts';
import type { FailedWrite, Table } from '../../shared/store/table.ts';
import {
  activeKey,
  changeUser,
  checkMode,
  checkUser,
  claimUserName,
  endMode,
  getUser,
  putNewUser,
  readUser,
  sortKeys,
  userItem,
} from '../../shared/store/users.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored, userWrites } from '../support/stored.ts';

const lost: readonly FailedWrite[] = [{ index: 0, reason: 'condition' }];
let table: Table;
beforeAll(async () => {
  ({ table } = await embeddedTable());
});

describe('a user in the table', () => {
  it('comes back as it was stored, both kinds', async () => {
    const person = aPerson({ signedOutAt: instant(5), modeGeneration: 6, lastActiveAt: instant(7) });
    const nameless = aPerson({ email: undefined });
    const loader = aServiceUser({ roles: { rol_x: 'Loaders' }, teams: { tem_x: 'Data' }, description: 'ü𝄞' });
    await stored(table, putNewUser(person), putNewUser(nameless), putNewUser(loader));
    expect(await getUser(table, person.userId)).toEqual(person);
    expect(await getUser(table, nameless.userId)).toEqual(nameless);
    expect(await getUser(table, loader.userId)).toEqual(loader);
  });

  it('I9 is undefined where there is none', async () => {
    expect(await getUser(table, aServiceUser().userId)).toBeUndefined();
  });

  it('is never put over another one', async () => {
    const loader = aServiceUser();
    await stored(table, putNewUser(loader));
    expect(await table.transact([putNewUser({ ...loader, displayName: 'other' })])).toEqual(lost);
    expect((await getUser(table, loader.userId))?.displayName).toBe('svc-loader');
  });

  it.each(['userId', 'userName', 'status', 'kind', 'roles', 'teams', 'generation', 'version', 'createdAt'])(
    'is a defect without %s, told by its name and no value',
    (name) => {
      const { [name]: _, ...item } = userItem(aServiceUser());
      expect(() => readUser(item)).toThrow(`stored item: attribute ${name} is missing or of the wrong type`);
    },
  );

  it('is a defect where a role has a name that is not text', () => {
    expect(() => readUser({ ...userItem(aServiceUser()), roles: { rol_x: 1 } })).toThrow('attribute roles');
  });
});

describe('names of service users', () => {
  it('C9 64 claims of one name at once: one wins, and only its user is stored', async () => {
    const rivals = Array.from({ length: 64 }, () => aServiceUser({ userName: 'svc-airflow@service' }));
    const outcomes = await Promise.all(
      rivals.map((user) => table.transact([claimUserName(user), putNewUser(user)])),
    );
    const winners = rivals.filter((_, at) => outcomes[at]?.length === 0);
    expect(winners).toHaveLength(1);
    expect(new Set(outcomes.filter((failed) => failed.length > 0).map(([first]) => first?.index))).toEqual(
      new Set([0]),
    );
    const found = await Promise.all(rivals.map(({ userId }) => getUser(table, userId)));
    expect(found.filter((user) => user !== undefined)).toEqual(winners);
  });

  it('C9 differ in more than case', async () => {
    await stored(table, claimUserName(aServiceUser({ userName: 'svc-case@service' })));
    expect(await table.transact([claimUserName(aServiceUser({ userName: 'SVC-Case@service' }))])).toEqual(
      lost,
    );
    expect(await table.transact([claimUserName(aServiceUser({ userName: 'svc-case2@service' }))])).toEqual(
      [],
    );
  });
});

describe('a change of a user', () => {
  it('goes to the version that the decision saw, and to no other', async () => {
    const loader = aServiceUser();
    await stored(table, putNewUser(loader));
    const renamed = revised(loader, { displayName: 'svc-renamed' }, instant(1));
    expect(await table.transact([changeUser(loader, renamed)])).toEqual([]);
    expect(
      await table.transact([changeUser(loader, revised(loader, { description: 'stale' }, instant(2)))]),
    ).toEqual(lost);
    expect(await getUser(table, loader.userId)).toEqual({ ...renamed, version: 2, updatedAt: instant(1) });
  });

  it('of two at once one wins, and the loser changed nothing', async () => {
    const loader = aServiceUser();
    await stored(table, putNewUser(loader));
    const changes = Array.from({ length: 16 }, (_, at) =>
      revised(loader, { description: `by ${at}` }, instant(at)),
    );
    const outcomes = await Promise.all(changes.map((after) => table.transact([changeUser(loader, after)])));
    const winners = changes.filter((_, at) => outcomes[at]?.length === 0);
    expect(winners).toHaveLength(1);
    expect(await getUser(table, loader.userId)).toEqual(winners[0]);
  });

  it('never makes a user that is gone', async () => {
    const gone = aServiceUser();
    expect(await table.transact([changeUser(gone, revised(gone, { description: 'x' }, instant(1)))])).toEqual(
      lost,
    );
    expect(await getUser(table, gone.userId)).toBeUndefined();
  });

  it('moves the user to the list and place of its new state', async () => {
    const loader = aServiceUser();
    await stored(table, putNewUser(loader));
    const after = revised(loader, { status: 'disabled', displayName: 'Zed', generation: 2 }, instant(1));
    await stored(table, changeUser(loader, after));
    expect(await table.get(userKey(loader.userId))).toEqual(JSON.parse(JSON.stringify(userItem(after))));
  });

  it('leaves the last-active mark alone, which has a writer of its own', async () => {
    const loader = aServiceUser();
    const at = instant(1_760_000_000_000);
    const byActive = activeKey({ userId: loader.userId, lastActiveAt: at });
    await stored(table, putNewUser(loader));
    await table.update(
      userKey(loader.userId),
      expression`SET #lastActiveAt = ${at}, #byActive = ${byActive}`,
      expression`attribute_exists(#pk)`,
    );
    await stored(table, changeUser(loader, revised(loader, { description: 'new' }, instant(1))));
    expect(await table.get(userKey(loader.userId))).toMatchObject({
      lastActiveAt: at,
      byActive,
      description: 'new',
    });
  });
});

describe('what a write repeats of the decision', () => {
  const managed = { roles: { ...aServiceUser().roles, 'rol_a.b#[0]': 'Loaders' } };

  it.each([
    ['an enabled user of that generation who holds the roles', {}, true],
    ['a disabled user', { status: 'disabled' }, false],
    ['a user being deleted', { status: 'deleting' }, false],
    ['a later generation', { generation: 2 }, false],
    ['a role that was detached', { roles: aServiceUser().roles }, false],
  ] as const)('checkUser: %s', async (_, state, holds) => {
    const user = aServiceUser({ ...managed, ...state });
    await stored(table, ...userWrites(user));
    const roleIds = [defaultUsersRole.roleId, 'rol_a.b#[0]' as RoleId];
    expect(await table.transact([checkUser(user.userId, { generation: 1, roleIds })])).toEqual(
      holds ? [] : lost,
    );
  });

  it('checkUser: nobody there', async () => {
    expect(await table.transact([checkUser(aServiceUser().userId, {})])).toEqual(lost);
  });

  it.each([
    ['in the mode, never left', {}, true],
    ['left since', { modeGeneration: 2 }, false],
    ['disabled', { status: 'disabled' }, false],
    ['disabled and enabled again', { generation: 2 }, false],
  ] as const)('T19 checkMode: %s', async (_, state, holds) => {
    const person = aPerson(state);
    await stored(table, putNewUser(person));
    const check = checkMode(person.userId, { generation: 1, modeGeneration: 1 });
    expect(await table.transact([check])).toEqual(holds ? [] : lost);
  });

  it('the mode ends for a person who is there, and for nobody else', async () => {
    const person = aPerson();
    await stored(table, putNewUser(person));
    await stored(table, endMode(person.userId));
    expect(await getUser(table, person.userId)).toEqual({ ...person, modeGeneration: 2 });
    const nobody = aPerson();
    expect(await table.transact([endMode(nobody.userId)])).toEqual(lost);
    expect(await getUser(table, nobody.userId)).toBeUndefined();
  });
});

describe('sort keys', () => {
  it('V2 never-active users sort below all others', () => {
    const never = activeKey({ userId: aServiceUser().userId, lastActiveAt: undefined });
    const first = activeKey({ userId: aServiceUser().userId, lastActiveAt: instant(0) });
    expect(never < first).toBe(true);
  });

  it('are unique, and stay below 1,024 bytes whatever the names', () => {
    for (const character of ['a', 'ü', '漢', '𝄞', 'İ', 'ﷺ']) {
      const roleName = character.repeat(128);
      const user = aServiceUser({
        displayName: character.repeat(255 / character.length),
        roles: { r: roleName },
        defaultRoleId: 'r' as RoleId,
      });
      const { byName, byCreated, byActive, byRole } = sortKeys(user);
      for (const key of [byName, byCreated, byActive, byRole]) {
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
        expect(key.endsWith(user.userId)).toBe(true);
        expect(key.isWellFormed()).toBe(true);
        expect(key).not.toContain('\uFFFD');
      }
    }
  });
});
