import { describe, expect, it, vi } from 'vitest';
import { api, must, type Answer } from '../support/api.ts';
import { aCreatedRole, aCreatedServiceUser, asServiceUser, unknownId } from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aMember, anAdministrator, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function remove(roleId: string): Promise<Answer> {
  return await api('DELETE', `/roles/${roleId}`, { as: await asSuperAdmin() });
}

describe('deleteRole', () => {
  describe('answers', () => {
    it('nothing, and the role is gone and its name free', async () => {
      const { linus } = await people();
      const { roleId, name } = await aCreatedRole();
      expect((await must(204, remove(roleId))).text).toBe('');
      await must(404, api('GET', `/roles/${roleId}`, { as: linus.token }));
      const body = { RoleName: name, Permissions: [] };
      const again = await must(201, api('POST', '/roles', { as: await asSuperAdmin(), body }));
      expect(again.body['RoleId']).not.toBe(roleId);
    });

    it('nothing to its managers and to roles.manage; refuses other members', async () => {
      const [manager, admin, { linus }] = await Promise.all([aMember(), anAdministrator(), people()]);
      const [one, other] = await Promise.all([
        aCreatedRole({ RoleManagers: [manager.userId] }),
        aCreatedRole(),
      ]);
      await must(403, api('DELETE', `/roles/${one.roleId}`, { as: linus.token }));
      await must(204, api('DELETE', `/roles/${one.roleId}`, { as: manager.token }));
      await must(204, api('DELETE', `/roles/${other.roleId}`, { as: admin.token }));
    });
  });

  refuses('deleteRole', {
    'not-for-service-users': [
      403,
      'a service user deletes no role, whatever its own',
      async () => await api('DELETE', `/roles/${(await aCreatedRole()).roleId}`, await asServiceUser()),
    ],
    'role-not-found': [404, 'I9 an unknown id is 404', async () => await remove(unknownId.role)],
    'built-in': [409, 'a built-in role', async () => await remove('SystemRole-DefaultUsers')],
    'role-in-use': [
      409,
      'a role that somebody holds',
      async () => {
        const { roleId } = await aCreatedRole();
        await aCreatedServiceUser({ Role: roleId });
        return await remove(roleId);
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const { roleId } = await aCreatedRole();
        return await losing(roleId, () => remove(roleId));
      },
    ],
  });

  describe('keeps', () => {
    it('R7 no permission for whoever got the role between decision and write', async () => {
      const [{ roleId }, holder] = await Promise.all([
        aCreatedRole({ Permissions: ['teams.manage'] }),
        aMember(),
      ]);
      const as = await asSuperAdmin();
      await must(
        204,
        overtaken(`ROLE#${roleId}`, {
          call: () => remove(roleId),
          by: () => must(200, api('PUT', `/users/${holder.userId}/roles/${roleId}`, { as })),
        }),
      );
      const headers = { 'X-Role-Id': roleId };
      const answer = await api('POST', '/teams', { as: holder.token, body: { TeamName: roleId }, headers });
      expect([answer.status, answer.body['code']]).toEqual([403, 'role-not-usable']);
      await must(200, api('GET', '/users/me', { as: holder.token }));
    });

    it('R1 no role that is gone on whoever got it meanwhile, where nobody could detach it: the worker takes it off', async () => {
      const [{ roleId }, { userId }] = await Promise.all([aCreatedRole(), aCreatedServiceUser()]);
      const as = await asSuperAdmin();
      await must(
        204,
        overtaken(`ROLE#${roleId}`, {
          call: () => remove(roleId),
          by: async () => {
            await must(200, api('PUT', `/users/${userId}/roles/${roleId}`, { as }));
            await must(200, api('PATCH', `/users/${userId}`, { as, body: { DefaultRoleId: roleId } }));
          },
        }),
      );
      await vi.waitFor(
        async () => {
          expect((await api('GET', `/users/${userId}`, { as })).body).toMatchObject({
            Roles: [{ RoleId: 'SystemRole-DefaultUsers' }],
            DefaultRoleId: 'SystemRole-DefaultUsers',
          });
        },
        { timeout: 10_000 },
      );
    });
  });
});
