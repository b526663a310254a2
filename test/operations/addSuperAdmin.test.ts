import { describe, expect, it } from 'vitest';
import { api, items, must, type Answer } from '../support/api.ts';
import { aCreatedServiceUser, asServiceUser, unknownId } from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aMember, aSuperAdmin, asSuperAdmin, inMode, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function add(userId: string): Promise<Answer> {
  return await api('PUT', `/super-admins/${userId}`, { as: await asSuperAdmin() });
}

describe('addSuperAdmin', () => {
  describe('answers', () => {
    it('nothing, and the person can switch', async () => {
      const person = await aMember();
      await must(403, api('POST', '/users/super-admin/auth-token', { as: person.token, body: {} }));
      expect((await must(204, add(person.userId))).text).toBe('');
      const me = await must(200, api('GET', '/users/me', { as: await inMode(person) }));
      expect(me.body['SuperAdminMode']).toBe(true);
    });

    it('the same again, and changes nothing', async () => {
      const person = await aMember();
      await must(204, add(person.userId));
      await must(204, add(person.userId));
      const events = items(await api('GET', '/users/me/events', { as: person.token }));
      expect(events.map(({ Action }) => Action)).toEqual(['addSuperAdmin', 'provisionPerson']);
    });
  });

  refuses('addSuperAdmin', {
    'super-admin-mode-required': [
      403,
      'a member without the mode',
      async () =>
        await api('PUT', `/super-admins/${(await people()).linus.userId}`, {
          as: (await people()).ada.token,
        }),
    ],
    'not-for-service-users': [
      403,
      'L3 a service user, whatever its role',
      async () => await api('PUT', `/super-admins/${(await people()).linus.userId}`, await asServiceUser()),
    ],
    'user-not-found': [404, 'I9 an unknown id is 404', async () => await add(unknownId.person)],
    'super-admin-must-be-person': [
      409,
      'L3 a service user is never a member',
      async () => await add((await aCreatedServiceUser()).userId),
    ],
    'user-disabled': [
      409,
      'a disabled person',
      async () => {
        const { userId } = await aMember();
        await must(200, api('POST', `/users/${userId}/disable`, { as: await asSuperAdmin() }));
        return await add(userId);
      },
    ],
    'limit-reached': [
      409,
      'the registry is full (superAdminsFull.test.ts fills one)',
      async () => {
        const { userId } = await aMember();
        return await losing(userId, () => add(userId), 'SUPERADMINS');
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race',
      async () => {
        const { userId } = await aMember();
        return await losing(userId, () => add(userId));
      },
    ],
  });

  describe('keeps', () => {
    it('a person out who is disabled between decision and write', async () => {
      const person = await aMember();
      const as = await asSuperAdmin();
      const answer = await overtaken(person.userId, {
        call: () => add(person.userId),
        by: () => must(200, api('POST', `/users/${person.userId}/disable`, { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'user-disabled']);
    });

    it('nobody added by who left the mode between decision and write', async () => {
      const [boss, person] = await Promise.all([aSuperAdmin(), aMember()]);
      const as = await inMode(boss);
      const answer = await overtaken(person.userId, {
        call: () => api('PUT', `/super-admins/${person.userId}`, { as }),
        by: () => must(204, api('DELETE', '/users/super-admin/auth-token', { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'super-admin-mode-required']);
      await must(403, api('POST', '/users/super-admin/auth-token', { as: person.token, body: {} }));
    });
  });
});
