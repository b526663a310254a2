import { beforeAll, describe, expect, it } from 'vitest';
import { newId, type RoleId } from '../../shared/domain/ids.ts';
import { administratorsRole, defaultUsersRole, managersRole } from '../../shared/domain/role.ts';
import { ownedRoleKey } from '../../shared/store/keys.ts';
import {
  changeRole,
  checkRole,
  findRoles,
  getRole,
  putNewRole,
  readRole,
  removeRole,
  type StoredRole,
} from '../../shared/store/roles.ts';
import type { Table } from '../../shared/store/table.ts';
import type { Usage } from '../../shared/store/usage.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

let table: Table;
let usage: Usage;
beforeAll(async () => {
  ({ table, usage } = await embeddedTable());
});

function aRole(given: Partial<StoredRole> = {}): StoredRole {
  const roleId = newId('role');
  return {
    roleId,
    roleName: `Loaders ${roleId}`,
    description: 'loads',
    permissions: ['users.view', 'warehouse.manage'],
    roleManagers: [],
    builtIn: false,
    version: 1,
    ...given,
  };
}

function newRoleWrites(role: StoredRole) {
  const writes = putNewRole(role);
  return [writes.role, writes.name, ...writes.managers];
}

const managerMarks = async (roleId: RoleId, ...userIds: string[]) =>
  (await table.getMany(userIds.map((id) => ownedRoleKey(id, roleId)))).map((item) => item?.['roleId']);

describe('roles', () => {
  it('come back as they were stored, with a mark for each manager', async () => {
    const role = aRole({ roleManagers: ['usr_a', 'svc_b'] });
    await stored(table, ...newRoleWrites(role));
    expect(await getRole(table, role.roleId)).toEqual(role);
    expect(await managerMarks(role.roleId, 'usr_a', 'svc_b', 'usr_c')).toEqual([
      role.roleId,
      role.roleId,
      undefined,
    ]);
  });

  it('that are built in cost no read', async () => {
    usage.take();
    expect(await getRole(table, 'SystemRole-Managers')).toBe(managersRole);
    expect(await findRoles(table, ['ADMIN', 'systemrole-MANAGERS', 'Member'])).toEqual([
      administratorsRole,
      managersRole,
      defaultUsersRole,
    ]);
    expect(usage.take().calls).toBe(0);
  });

  it('are found by alias, id and name in any case, in two round trips however many', async () => {
    const [one, two] = [aRole({ roleName: 'Straße 7' }), aRole()];
    await stored(table, ...newRoleWrites(one), ...newRoleWrites(two));
    usage.take();
    const called = ['Manager', one.roleId, 'straße 7', two.roleName.toUpperCase(), 'nobody', one.roleId];
    const found = await findRoles(table, called);
    expect(found).toEqual([managersRole, one, one, two, undefined, one]);
    expect(usage.take().roundTrips).toBe(2);
  });

  it('are not captured by a name: what has the shape of an id is an id only', async () => {
    const role = aRole();
    const squatter = aRole({ roleName: role.roleId.toUpperCase() });
    await stored(table, ...[role, squatter].flatMap(newRoleWrites));
    const found = await findRoles(table, [role.roleId, role.roleId.toUpperCase(), squatter.roleId]);
    expect(found).toEqual([role, undefined, squatter]);
  });

  it('have a name of their own, also when 16 are made at once', async () => {
    const rivals = Array.from({ length: 16 }, (_, at) =>
      aRole({ roleName: at % 2 === 0 ? 'Unique' : 'UNIQUE' }),
    );
    const outcomes = await Promise.all(rivals.map((role) => table.transact(newRoleWrites(role))));
    expect(outcomes.filter((failed) => failed.length === 0)).toHaveLength(1);
    expect(outcomes.filter((failed) => failed[0]?.index === 1)).toHaveLength(15);
    const [winner] = await findRoles(table, ['unique']);
    expect(rivals.filter((_, at) => outcomes[at]?.length === 0)).toEqual([winner]);
  });

  it('R7 change from the version that was seen only, and marks follow the managers', async () => {
    const before = aRole({ roleManagers: ['usr_stays', 'usr_goes'] });
    await stored(table, ...newRoleWrites(before));
    const after = { ...before, permissions: ['users.view'], roleManagers: ['usr_stays', 'usr_comes'] };
    await stored(table, ...changeRole(before, after));
    expect(await getRole(table, before.roleId)).toEqual({ ...after, version: 2 });
    expect(await managerMarks(before.roleId, 'usr_stays', 'usr_goes', 'usr_comes')).toEqual([
      before.roleId,
      undefined,
      before.roleId,
    ]);
    const stale = await table.transact(changeRole(before, { ...before, description: 'stale' }));
    expect(stale).toEqual([{ index: 0, reason: 'condition' }]);
  });

  it('leave nothing behind, and never go while somebody changes them', async () => {
    const role = aRole({ roleManagers: ['usr_m'] });
    await stored(table, ...newRoleWrites(role));
    const changed = { ...role, description: 'newer' };
    await stored(table, ...changeRole(role, changed));
    expect(await table.transact(await removeRole(table, role))).toEqual([{ index: 0, reason: 'condition' }]);
    await stored(table, ...(await removeRole(table, { ...changed, version: 2 })));
    expect(await getRole(table, role.roleId)).toBeUndefined();
    expect(await findRoles(table, [role.roleName])).toEqual([undefined]);
    expect(await managerMarks(role.roleId, 'usr_m')).toEqual([undefined]);
    await stored(table, ...newRoleWrites(aRole({ roleName: role.roleName })));
  });

  it('are checked to exist, but for built-in ones', async () => {
    const role = aRole();
    expect(await table.transact(checkRole(role))).toEqual([{ index: 0, reason: 'condition' }]);
    await stored(table, ...newRoleWrites(role));
    expect(await table.transact(checkRole(role))).toEqual([]);
    expect(checkRole(managersRole)).toEqual([]);
  });

  it('are a defect where permissions are no list of text', () => {
    expect(() => readRole({ roleId: 'rol_x', roleName: 'x', description: '', permissions: [1] })).toThrow(
      'permissions',
    );
  });
});
