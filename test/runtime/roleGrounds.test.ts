import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { revised } from '../../shared/domain/user.ts';
import type { Caller } from '../../shared/runtime/caller.ts';
import { commit, type CommittingCall } from '../../shared/runtime/commit.ts';
import { changeRole, putNewRole } from '../../shared/store/roles.ts';
import type { Table } from '../../shared/store/table.ts';
import { changeUser } from '../../shared/store/users.ts';
import { aPerson } from '../support/aPerson.ts';
import { aCaller, aPrincipal, aRequestContext } from '../support/aPrincipal.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored, userWrites } from '../support/stored.ts';

const now = instant(1_760_000_000_000);
let table: Table;
beforeAll(async () => {
  ({ table } = await embeddedTable());
});

function callOf(caller: Caller, given: Partial<CommittingCall> = {}): CommittingCall {
  return { ...aRequestContext(), now, caller, params: {}, ...given };
}

/** Commits one write on a target of its own. */
async function committed(call: CommittingCall) {
  const targetId = newId('tag');
  const writes = [{ put: { pk: `THING#${targetId}`, sk: 'THING' } }];
  const change = { writes, audit: { targetId }, reply: { status: 201, body: {} } };
  return await commit(call, change, { table, newId });
}

describe('what a decision by a role relied on is a condition of the change', () => {
  const lost = { refused: 'not-allowed', status: 409 };

  /** A custom role that somebody holds and somebody manages. */
  async function aRole(permissions: string[]) {
    const roleId = newId('role');
    const [holder, manager] = [aPerson({ roles: { [roleId]: 'R' } }), aPerson()];
    const role = {
      ...{ roleId, roleName: roleId, description: '', permissions, roleManagers: [manager.userId] },
      ...{ builtIn: false, version: 1 },
    };
    const { role: item, name, managers } = putNewRole(role);
    await stored(table, item, name, ...managers, ...userWrites(holder), ...userWrites(manager));
    return { role, holder, manager };
  }

  it.each(['teams.manage', 'teams.fullaccess'])('R7 that %s is what the role permits now', async (held) => {
    const { role, holder } = await aRole([held]);
    const { roleId, roleName, permissions } = role;
    const principal = aPrincipal(holder, { role: { roleId, roleName, permissions } });
    const call = callOf(aCaller({ principal, by: ['may:teams.manage'] }));
    expect(await committed(call)).toMatchObject({ status: 201 });
    await stored(table, ...changeRole(role, { ...role, permissions: ['teams.view', 'tags.fullaccess'] }));
    expect(await committed(call)).toEqual(lost);
  });

  it('R1 that the caller manages the role of the path', async () => {
    const { role, manager } = await aRole([]);
    const params = { roleId: role.roleId };
    const principal = aPrincipal(manager);
    const calls = [
      callOf(aCaller({ principal, by: ['managesRole'], holdsRole: false }), { params }),
      callOf(aCaller({ principal, by: ['accessToRole'], holdsRole: false }), { params }),
    ];
    for (const call of calls) expect(await committed(call)).toMatchObject({ status: 201 });
    await stored(table, ...changeRole(role, { ...role, roleManagers: [] }));
    for (const call of calls) expect(await committed(call)).toEqual(lost);
  });

  it('R1 that the caller holds the role of the path', async () => {
    const { role, holder } = await aRole([]);
    const principal = aPrincipal(holder);
    const both = { ...holder.roles, 'SystemRole-DefaultUsers': 'Member' };
    const member = revised(holder, { roles: both }, now);
    await stored(table, changeUser(holder, member));
    const caller = aCaller({ principal, by: ['accessToRole'], holdsRole: true });
    const call = callOf(caller, { params: { roleId: role.roleId } });
    expect(await committed(call)).toMatchObject({ status: 201 });
    const roles = { 'SystemRole-DefaultUsers': 'Member' };
    await stored(table, changeUser(member, revised(member, { roles }, now)));
    expect(await committed(call)).toEqual(lost);
  });
});
