import { describe, expect, it } from 'vitest';
import type { RoleId } from '../../shared/domain/ids.ts';
import { api, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import {
  aCreatedRole,
  aCreatedServiceUser,
  aDeletingServiceUser,
  aPlantedServiceUser,
  asServiceUser,
  unknownId,
} from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aHolderOf, aMember, anAdministrator, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aPersonalToken } from '../support/tokens.ts';

async function attach(userId: string, roleId: string, as?: string): Promise<Answer> {
  return await api('PUT', `/users/${userId}/roles/${roleId}`, { as: as ?? (await asSuperAdmin()) });
}

const roleIdsOf = ({ body }: Answer) =>
  (body['Roles'] as { RoleId: string }[]).map(({ RoleId }) => RoleId).sort();

describe('attachRole', () => {
  describe('answers', () => {
    it('R8 a service user and a person alike, with the role beside the others', async () => {
      const [{ roleId, name }, svc, person] = await Promise.all([
        aCreatedRole(),
        aCreatedServiceUser(),
        aMember(),
      ]);
      for (const { userId } of [svc, person]) {
        const answer = await must(200, attach(userId, roleId));
        expect(answer.body['Roles']).toContainEqual({ RoleId: roleId, RoleName: name });
        expect(answer.body).toMatchObject({ DefaultRoleId: 'SystemRole-DefaultUsers', Version: 2 });
        expect(roleIdsOf(answer)).toEqual(['SystemRole-DefaultUsers', roleId].sort());
      }
    });

    it('R9 the same again, and changes nothing', async () => {
      const [{ roleId }, { userId }] = await Promise.all([aCreatedRole(), aCreatedServiceUser()]);
      await must(200, attach(userId, roleId));
      const again = await must(200, attach(userId, roleId));
      expect(again.body['Version']).toBe(2);
    });

    it('R1 a role to whoever holds or manages it and has access to the service user', async () => {
      const [holder, manager] = await Promise.all([aHolderOf('SystemRole-Managers'), aMember()]);
      const { roleId } = await aCreatedRole({ RoleManagers: [manager.userId] });
      const [one, other] = await Promise.all([
        aCreatedServiceUser({ sharedWith: holder }),
        aCreatedServiceUser({ sharedWith: manager }),
      ]);
      await must(200, attach(one.userId, 'SystemRole-Managers', holder.token));
      await must(200, attach(other.userId, roleId, manager.token));
    });

    it('R1, R4 by a token that is bound to a role that role only', async () => {
      const holder = await aHolderOf('SystemRole-Managers');
      const { userId } = await aCreatedServiceUser({ sharedWith: holder });
      const bound = await aPersonalToken(holder, { RoleId: 'SystemRole-DefaultUsers' });
      const unbound = await aPersonalToken(holder);
      await must(403, attach(userId, 'SystemRole-Managers', bound.value));
      await must(200, attach(userId, 'SystemRole-DefaultUsers', bound.value));
      await must(200, attach(userId, 'SystemRole-Managers', unbound.value));
      const path = `/users/${userId}/roles/SystemRole-Managers`;
      await must(403, api('DELETE', path, { as: bound.value }));
    });

    it('R1 refuses who has access to the user but not to the role, and the other way round', async () => {
      const [holder, manager] = await Promise.all([aMember(), aMember()]);
      const { roleId } = await aCreatedRole({ RoleManagers: [manager.userId] });
      const { userId } = await aCreatedServiceUser({ sharedWith: holder });
      await must(403, attach(userId, roleId, holder.token));
      await must(403, attach(userId, roleId, manager.token));
      await must(403, attach(userId, 'SystemRole-SystemAdministrators', holder.token));
    });

    it('R1 refuses an administrator for a role without access to it, whatever the other rights', async () => {
      const [admin, target, { roleId }] = await Promise.all([anAdministrator(), aMember(), aCreatedRole()]);
      await must(403, attach(target.userId, roleId, admin.token));
      await must(200, attach(target.userId, 'SystemRole-SystemAdministrators', admin.token));
    });
  });

  refuses('attachRole', {
    'not-for-service-users': [
      403,
      'a service user gives no role, not even its own',
      async () => {
        const { userId } = await aCreatedServiceUser();
        return await api(
          'PUT',
          `/users/${userId}/roles/SystemRole-SystemAdministrators`,
          await asServiceUser(),
        );
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () => await attach(unknownId.person, 'SystemRole-Managers'),
    ],
    'role-not-found': [
      404,
      'I9 an unknown role',
      async () => await attach((await aCreatedServiceUser()).userId, unknownId.role),
    ],
    'user-deleting': [
      409,
      'a user that is being deleted',
      async () => await attach((await aDeletingServiceUser()).userId, 'SystemRole-Managers'),
    ],
    'limit-reached': [
      409,
      'more than 30 roles',
      async () => {
        const held = Array.from({ length: 30 }, (_, index) => [`rol_full${index}`, `full ${index}`] as const);
        const { userId } = await aPlantedServiceUser({
          roles: Object.fromEntries(held),
          defaultRoleId: 'rol_full0' as RoleId,
        });
        return await attach(userId, 'SystemRole-Managers');
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const { userId } = await aCreatedServiceUser();
        return await losing(userId, () => attach(userId, 'SystemRole-Managers'));
      },
    ],
  });

  describe('keeps', () => {
    it('every one of 12 roles attached at once', async () => {
      const [{ userId }, roles] = await Promise.all([
        aCreatedServiceUser(),
        Promise.all(Array.from({ length: 12 }, () => aCreatedRole())),
      ]);
      const as = await asSuperAdmin();
      const wanted = roles.map(({ roleId }) => roleId);
      const answers = await atOnce(12, (index) => attach(userId, wanted[index] ?? '', as));
      const lost = wanted.filter((_, index) => answers[index]?.status === 409);
      for (const roleId of lost) await must(200, attach(userId, roleId, as));
      expect(Object.keys(statusesOf(answers)).every((status) => ['200', '409'].includes(status))).toBe(true);
      const user = await must(200, api('GET', `/users/${userId}`, { as }));
      expect(roleIdsOf(user)).toEqual(['SystemRole-DefaultUsers', ...wanted].sort());
      expect(user.body['Version']).toBe(13);
    });

    it('R1 nothing attached by who loses the role between decision and write', async () => {
      const { roleId } = await aCreatedRole();
      const holder = await aHolderOf(roleId);
      const { userId } = await aCreatedServiceUser({ sharedWith: holder });
      const as = await asSuperAdmin();
      const answer = await overtaken(userId, {
        call: () => attach(userId, roleId, holder.token),
        by: () => must(200, api('DELETE', `/users/${holder.userId}/roles/${roleId}`, { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'not-allowed']);
      expect(roleIdsOf(await api('GET', `/users/${userId}`, { as }))).toEqual(['SystemRole-DefaultUsers']);
    });

    it('the list of those who hold the role, and a record', async () => {
      const { linus, ada } = await people();
      const [{ roleId, name }, { userId }] = await Promise.all([aCreatedRole(), aCreatedServiceUser()]);
      await must(200, attach(userId, roleId));
      const listed = items(await must(200, api('GET', `/users?role=${roleId}`, { as: linus.token })));
      expect(listed.map(({ UserId }) => UserId)).toEqual([userId]);
      const [event] = items(await api('GET', `/users/${userId}/events`, { as: ada.token }));
      expect(event).toMatchObject({ Action: 'attachRole', Detail: { roleId, roleName: name } });
    });
  });
});
