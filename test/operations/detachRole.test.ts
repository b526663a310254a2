import { describe, expect, it } from 'vitest';
import { api, items, must, type Answer } from '../support/api.ts';
import { staleness } from '../support/atOnce.ts';
import {
  aCreatedRole,
  aCreatedServiceUser,
  aDeletingServiceUser,
  asServiceUser,
  assumedToken,
  unknownId,
} from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aHolderOf, aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function detach(userId: string, roleId: string, as?: string): Promise<Answer> {
  return await api('DELETE', `/users/${userId}/roles/${roleId}`, { as: as ?? (await asSuperAdmin()) });
}

describe('detachRole', () => {
  describe('answers', () => {
    it('the user without the role; the default role falls back', async () => {
      const { userId } = await aCreatedServiceUser({ Role: 'Manager' });
      const answer = await must(200, detach(userId, 'SystemRole-Managers'));
      expect(answer.body).toMatchObject({
        Roles: [{ RoleId: 'SystemRole-DefaultUsers' }],
        DefaultRoleId: 'SystemRole-DefaultUsers',
        Version: 2,
      });
    });

    it('R8 a person likewise, who then runs under the default-users role', async () => {
      const holder = await aHolderOf('SystemRole-Managers');
      await must(200, detach(holder.userId, 'SystemRole-Managers'));
      const me = await must(200, api('GET', '/users/me', { as: holder.token }));
      expect(me.body['ActiveRole']).toMatchObject({ RoleId: 'SystemRole-DefaultUsers' });
    });

    it('R1 refuses who has access to the user but not to the role', async () => {
      const sharedWith = await aMember();
      const { userId } = await aCreatedServiceUser({ sharedWith, Role: 'Manager' });
      await must(403, detach(userId, 'SystemRole-Managers', sharedWith.token));
    });
  });

  refuses('detachRole', {
    'not-for-service-users': [
      403,
      'a service user takes no role, not even its own',
      async () => {
        const acting = await asServiceUser();
        return await api('DELETE', `/users/${acting.userId}/roles/SystemRole-SystemAdministrators`, acting);
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () => await detach(unknownId.person, 'SystemRole-Managers'),
    ],
    'role-not-found': [
      404,
      'I9 an unknown role',
      async () => await detach((await aCreatedServiceUser()).userId, unknownId.role),
    ],
    'role-not-attached': [
      404,
      'a role that the user does not hold',
      async () => await detach((await aCreatedServiceUser()).userId, 'SystemRole-Managers'),
    ],
    'built-in': [
      409,
      'the default-users role cannot be detached',
      async () => await detach((await aCreatedServiceUser()).userId, 'SystemRole-DefaultUsers'),
    ],
    'user-deleting': [
      409,
      'a user that is being deleted',
      async () => {
        const { userId } = await aDeletingServiceUser({
          roles: { 'SystemRole-Managers': 'SystemRole-Managers' },
        });
        return await detach(userId, 'SystemRole-Managers');
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const { userId } = await aCreatedServiceUser({ Role: 'Manager' });
        return await losing(userId, () => detach(userId, 'SystemRole-Managers'));
      },
    ],
  });

  describe('keeps', () => {
    it('R7, T13 no call with a token of the role alive that begins after the answer', async () => {
      const { ada } = await people();
      const { roleId } = await aCreatedRole({ Permissions: ['users.view'] });
      const target = await aCreatedServiceUser({ Role: roleId });
      const assumed = await assumedToken(ada, target);
      const as = await asSuperAdmin();
      const { before, after } = await staleness(
        () => api('GET', '/users/me', { as: ada.token, assumed }),
        () => must(200, detach(target.userId, roleId, as)),
      );
      expect(before[0]).toBe(200);
      expect(after).toEqual({ 401: 8 });
    });

    it('tokens of the other roles', async () => {
      const { ada } = await people();
      const target = await aCreatedServiceUser({ Role: 'Manager' });
      const assumed = await assumedToken(ada, target, { RoleId: 'SystemRole-DefaultUsers' });
      await must(200, detach(target.userId, 'SystemRole-Managers'));
      await must(200, api('GET', '/users/me', { as: ada.token, assumed }));
    });

    it('lists in step, and a record', async () => {
      const { ada } = await people();
      const { roleId } = await aCreatedRole();
      const { userId } = await aCreatedServiceUser({ Role: roleId });
      await must(200, detach(userId, roleId));
      expect(items(await api('GET', `/users?role=${roleId}`, { as: ada.token }))).toEqual([]);
      const [event] = items(await api('GET', `/users/${userId}/events`, { as: ada.token }));
      expect(event).toMatchObject({ Action: 'detachRole', ActorId: ada.userId, Detail: { roleId } });
    });
  });
});
