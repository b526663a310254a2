import { describe, expect, it } from 'vitest';
import { api, items, must, type Answer } from '../support/api.ts';
import { staleness } from '../support/atOnce.ts';
import { aCreatedServiceUser, asServiceUser, unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aMember, aSuperAdmin, asSuperAdmin, enterMode, inMode, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function remove(userId: string): Promise<Answer> {
  return await api('DELETE', `/super-admins/${userId}`, { as: await asSuperAdmin() });
}

describe('removeSuperAdmin', () => {
  describe('answers', () => {
    it('nothing, also for a member by the provider`s group, who then cannot switch', async () => {
      const boss = await aSuperAdmin();
      expect((await must(204, remove(boss.userId))).text).toBe('');
      const answer = await api('POST', '/users/super-admin/auth-token', { as: boss.token, body: {} });
      expect([answer.status, answer.body['code']]).toEqual([403, 'not-allowed']);
    });

    it('nothing to oneself, and the mode is over', async () => {
      const boss = await aSuperAdmin();
      const as = await enterMode(boss.token);
      await must(204, api('DELETE', `/super-admins/${boss.userId}`, { as }));
      await must(401, api('GET', '/users/me', { as }));
    });
  });

  refuses('removeSuperAdmin', {
    'super-admin-mode-required': [
      403,
      'a member without the mode',
      async () =>
        await api('DELETE', `/super-admins/${(await people()).ada.userId}`, {
          as: (await people()).linus.token,
        }),
    ],
    'not-for-service-users': [
      403,
      'L3 a service user, whatever its role',
      async () => await api('DELETE', `/super-admins/${(await people()).ada.userId}`, await asServiceUser()),
    ],
    'user-not-found': [404, 'I9 an unknown id is 404', async () => await remove(unknownId.person)],
    'member-not-found': [
      404,
      'a person who is no member',
      async () => await remove((await aMember()).userId),
    ],
    'last-super-admin': [
      409,
      'the registry holds no other enabled member (lastSuperAdmin.test.ts does it without interposing)',
      async () => {
        const { userId } = await aSuperAdmin();
        return await losing(userId, () => remove(userId), 'SUPERADMINS');
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race',
      async () => {
        const { userId } = await aSuperAdmin();
        return await losing(userId, () => remove(userId));
      },
    ],
  });

  describe('keeps', () => {
    it('T13 no call in the mode alive that begins after the answer', async () => {
      const boss = await aSuperAdmin();
      const as = await inMode(boss);
      const { before, after } = await staleness(
        () => api('GET', '/super-admins', { as }),
        () => must(204, remove(boss.userId)),
      );
      expect(before[0]).toBe(200);
      expect(after).toEqual({ 401: 8 });
    });

    it('T19 no token that was got through the mode', async () => {
      const [boss, target] = await Promise.all([aSuperAdmin(), aCreatedServiceUser()]);
      const as = await inMode(boss);
      const issued = await must(201, api('POST', `/users/${target.userId}/auth-token`, { as, body: {} }));
      const assumed = String(issued.body['Token']);
      await must(200, api('GET', '/users/me', { assumed }));
      await must(204, remove(boss.userId));
      await must(401, api('GET', '/users/me', { assumed }));
    });

    it('the mode from before dead when the person is added again', async () => {
      const boss = await aSuperAdmin();
      const as = await inMode(boss);
      await must(204, remove(boss.userId));
      await must(204, api('PUT', `/super-admins/${boss.userId}`, { as: await asSuperAdmin() }));
      await must(401, api('GET', '/users/me', { as }));
      await must(200, api('GET', '/users/me', { as: await enterMode(boss.token) }));
      const events = items(await api('GET', '/users/me/events', { as: boss.token }));
      expect(events.map(({ Action }) => Action)).toEqual([
        'enterSuperAdminMode',
        'addSuperAdmin',
        'removeSuperAdmin',
        'enterSuperAdminMode',
        'provisionPerson',
      ]);
    });
  });
});
