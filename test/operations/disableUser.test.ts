import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { atOnce, staleness, statusesOf } from '../support/atOnce.ts';
import {
  aCreatedRole,
  aCreatedServiceUser,
  aCreatedTeam,
  aDeletingServiceUser,
  asServiceUser,
  assumedToken,
  unknownId,
} from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aMember, anAdministrator, aSuperAdmin, asSuperAdmin, inMode, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

describe('disableUser', () => {
  describe('answers', () => {
    it('a disabled service user to whoever has access', async () => {
      const sharedWith = await aMember();
      const { userId } = await aCreatedServiceUser({ sharedWith });
      const answer = await must(200, api('POST', `/users/${userId}/disable`, { as: sharedWith.token }));
      expect(answer.body).toMatchObject({ UserId: userId, Status: 'disabled', Version: 2 });
      expect(answer.headers.get('etag')).toBe('"2"');
    });

    it('D12 a disabled person to users.manage', async () => {
      const [admin, target] = await Promise.all([anAdministrator(), aMember()]);
      await must(200, api('POST', `/users/${target.userId}/disable`, { as: admin.token }));
      await must(401, api('GET', '/users/me', { as: target.token }));
    });

    it('the same again, and changes nothing', async () => {
      const { ada } = await people();
      const { userId } = await aCreatedServiceUser({ disabled: true });
      const answer = await must(200, api('POST', `/users/${userId}/disable`, { as: ada.token }));
      expect(answer.body).toMatchObject({ Status: 'disabled', Version: 2 });
      expect(items(await api('GET', `/users/${userId}/events`, { as: ada.token }))).toHaveLength(2);
    });

    it('refuses a member without access, and an administrator for service users', async () => {
      const [{ linus }, admin, target] = await Promise.all([
        people(),
        anAdministrator(),
        aCreatedServiceUser(),
      ]);
      await must(403, api('POST', `/users/${target.userId}/disable`, { as: linus.token }));
      await must(403, api('POST', `/users/${target.userId}/disable`, { as: admin.token }));
    });
  });

  refuses('disableUser', {
    'not-for-service-users': [
      403,
      'a service user stops nobody, not even itself',
      async () => {
        const acting = await asServiceUser();
        return await api('POST', `/users/${acting.userId}/disable`, acting);
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown id is 404',
      async () => await api('POST', `/users/${unknownId.person}/disable`, { as: await asSuperAdmin() }),
    ],
    'user-deleting': [
      409,
      'a delete that has begun cannot be turned into a disabling',
      async () =>
        await api('POST', `/users/${(await aDeletingServiceUser()).userId}/disable`, {
          as: await asSuperAdmin(),
        }),
    ],
    'last-super-admin': [
      409,
      'the registry holds no other enabled member (lastSuperAdmin.test.ts does it without interposing)',
      async () => {
        const { userId } = await aSuperAdmin();
        const as = await asSuperAdmin();
        return await losing(userId, () => api('POST', `/users/${userId}/disable`, { as }), 'SUPERADMINS');
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const { userId } = await aCreatedServiceUser();
        const as = await asSuperAdmin();
        return await losing(userId, () => api('POST', `/users/${userId}/disable`, { as }));
      },
    ],
  });

  describe('keeps', () => {
    it('T13 no call with the token alive that begins after the answer, with callers under way', async () => {
      const { ada } = await people();
      const target = await aCreatedServiceUser();
      const assumed = await assumedToken(ada, target);
      const { before, after } = await staleness(
        () => api('GET', '/users/me', { as: ada.token, assumed }),
        () => must(200, api('POST', `/users/${target.userId}/disable`, { as: ada.token })),
      );
      expect(after).toEqual({ 401: 8 });
      expect(before[0]).toBe(200);
      expect(before.every((status) => status === 200 || status === 401)).toBe(true);
    });

    it('T12 no token that a disabled person got by assuming', async () => {
      const boss = await aSuperAdmin();
      const target = await aCreatedServiceUser({ owner: boss });
      const assumed = await assumedToken(boss, target);
      await must(200, api('GET', '/users/me', { assumed }));
      await must(200, api('POST', `/users/${boss.userId}/disable`, { as: await asSuperAdmin() }));
      await must(401, api('GET', '/users/me', { assumed }));
      await must(401, api('GET', '/users/me', { as: boss.token }));
    });

    it('no Super-Admin mode of a disabled person, also after enabling', async () => {
      const boss = await aSuperAdmin();
      const as = await inMode(boss);
      await must(200, api('POST', `/users/${boss.userId}/disable`, { as: await asSuperAdmin() }));
      await must(401, api('GET', '/users/me', { as }));
      await must(200, api('POST', `/users/${boss.userId}/enable`, { as: await asSuperAdmin() }));
      await must(401, api('GET', '/users/me', { as }));
      await must(200, api('GET', '/users/me', { as: boss.token }));
    });

    it('D10 roles, teams and shares', async () => {
      const [{ ada }, role, team] = await Promise.all([people(), aCreatedRole(), aCreatedTeam()]);
      const target = await aCreatedServiceUser({ Role: role.roleId, Teams: [team.teamId] });
      const before = await api('GET', `/users/${target.userId}`, { as: ada.token });
      await must(200, api('POST', `/users/${target.userId}/disable`, { as: ada.token }));
      const after = await must(200, api('POST', `/users/${target.userId}/enable`, { as: ada.token }));
      const kept = ({ body: { Roles, Teams, DefaultRoleId } }: typeof after) => ({
        Roles,
        Teams,
        DefaultRoleId,
      });
      expect(kept(after)).toEqual(kept(before));
      await assumedToken(ada, target);
    });

    it('one consistent state when 32 callers enable and disable at once', async () => {
      const { ada } = await people();
      const { userId } = await aCreatedServiceUser();
      const answers = await atOnce(32, (index) =>
        api('POST', `/users/${userId}/${index % 2 === 0 ? 'disable' : 'enable'}`, { as: ada.token }),
      );
      expect(Object.keys(statusesOf(answers))).toEqual(['200']);
      const user = await must(200, api('GET', `/users/${userId}`, { as: ada.token }));
      const events = items(await must(200, api('GET', `/users/${userId}/events`, { as: ada.token })));
      const switches = events.filter(({ Action }) => Action !== 'createUser');
      // Each change of state raised the version once and left one record, newest first.
      expect(user.body['Version']).toBe(1 + switches.length);
      expect(user.body['Status']).toBe(switches[0]?.['Action'] === 'disableUser' ? 'disabled' : 'enabled');
      const actions = switches.map(({ Action }) => Action).reverse();
      expect(actions).toEqual(actions.map((_, at) => (at % 2 === 0 ? 'disableUser' : 'enableUser')));
    });
  });
});
