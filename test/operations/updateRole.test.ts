import { describe, expect, it } from 'vitest';
import { api, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { aCreatedRole, asServiceUser, plantedPersons, unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aHolderOf, aMember, anAdministrator, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function update(roleId: string, body: object): Promise<Answer> {
  return await api('PATCH', `/roles/${roleId}`, { as: await asSuperAdmin(), body });
}

describe('updateRole', () => {
  describe('answers', () => {
    it('the role with what was changed, and nothing else', async () => {
      const { roleId, name } = await aCreatedRole({ Permissions: ['bi.view'] });
      const answer = await must(200, update(roleId, { Description: 'new' }));
      expect(answer.body).toMatchObject({ RoleName: name, Description: 'new', Permissions: ['bi.view'] });
    });

    it('a role to its managers and to roles.manage, not to those who hold it', async () => {
      const [manager, admin] = await Promise.all([aMember(), anAdministrator()]);
      const { roleId } = await aCreatedRole({ RoleManagers: [manager.userId] });
      const holder = await aHolderOf(roleId);
      const body = { Permissions: ['bi.manage'] };
      await must(200, api('PATCH', `/roles/${roleId}`, { as: manager.token, body }));
      await must(200, api('PATCH', `/roles/${roleId}`, { as: admin.token, body }));
      await must(403, api('PATCH', `/roles/${roleId}`, { as: holder.token, body }));
    });

    it.each([
      ['RoleName', { RoleName: 'other' }],
      ['BuiltIn', { BuiltIn: true }],
      ['Permissions.1', { Permissions: ['bi.view', 'bi.*'] }],
      ['RoleManagers.0', { RoleManagers: [unknownId.person] }],
    ])('I3 refuses to change %s to %j', async (path, body) => {
      const answer = await update((await aCreatedRole()).roleId, body);
      expect(answer.body).toMatchObject({ status: 400, code: 'invalid-request', errors: [{ path }] });
    });
  });

  refuses('updateRole', {
    'not-for-service-users': [
      403,
      'a service user changes no role, whatever its own',
      async () => {
        const { roleId } = await aCreatedRole();
        return await api('PATCH', `/roles/${roleId}`, {
          ...(await asServiceUser()),
          body: { Description: 'x' },
        });
      },
    ],
    'role-not-found': [
      404,
      'I9 an unknown id is 404',
      async () => await update(unknownId.role, { Description: 'x' }),
    ],
    'built-in': [
      409,
      'a built-in role',
      async () => await update('SystemRole-Managers', { Permissions: [] }),
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const { roleId } = await aCreatedRole();
        return await losing(roleId, () => update(roleId, { Description: 'x' }));
      },
    ],
  });

  it('tells of an unknown manager before it tells that the role is built in', async () => {
    const answer = await update('SystemRole-Managers', { RoleManagers: [unknownId.person] });
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid-request']);
  });

  describe('keeps', () => {
    it('R7 nobody the permission that the role no longer has, from the next request on', async () => {
      const { roleId } = await aCreatedRole({ Permissions: ['teams.manage'] });
      const holder = await aHolderOf(roleId);
      const create = (TeamName: string) => api('POST', '/teams', { as: holder.token, body: { TeamName } });
      await must(201, create(`team-${roleId}`));
      await must(200, update(roleId, { Permissions: ['teams.view'] }));
      const after = await atOnce(4, (index) => create(`team-${roleId}-${index}`));
      expect(statusesOf(after)).toEqual({ 403: 4 });
    });

    it('a former manager out from the next request on', async () => {
      const [manager, { ada }] = await Promise.all([aMember(), people()]);
      const { roleId } = await aCreatedRole({ RoleManagers: [manager.userId] });
      await must(200, update(roleId, { RoleManagers: [ada.userId] }));
      await must(403, api('PATCH', `/roles/${roleId}`, { as: manager.token, body: { Description: 'x' } }));
    });

    it('room in one write to exchange all 30 managers', async () => {
      const managers = await plantedPersons(60);
      const { roleId } = await aCreatedRole({ RoleManagers: managers.slice(0, 30) });
      const answer = await must(200, update(roleId, { RoleManagers: managers.slice(30) }));
      expect(answer.body['RoleManagers']).toEqual(managers.slice(30));
    });

    it('every change of 8 callers at once, none lost in another', async () => {
      const { roleId } = await aCreatedRole();
      const changes = await atOnce(8, (index) =>
        update(roleId, index % 2 === 0 ? { Description: 'both' } : { Permissions: ['bi.view'] }),
      );
      expect(Object.keys(statusesOf(changes)).every((status) => status === '200' || status === '409')).toBe(
        true,
      );
      await must(200, update(roleId, { Description: 'both' }));
      const role = await must(200, update(roleId, { Permissions: ['bi.view'] }));
      expect(role.body).toMatchObject({ Description: 'both', Permissions: ['bi.view'] });
    });
  });
});
