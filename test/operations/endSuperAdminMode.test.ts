import { describe, expect, it } from 'vitest';
import { api, items, must, type Answer } from '../support/api.ts';
import { staleness } from '../support/atOnce.ts';
import { aName, asServiceUser } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aMember, aSuperAdmin, enterMode } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function end(as: string): Promise<Answer> {
  return await api('DELETE', '/users/super-admin/auth-token', { as });
}

describe('endSuperAdminMode', () => {
  describe('answers', () => {
    it('nothing, by the token of the mode', async () => {
      const as = await enterMode((await aSuperAdmin()).token);
      expect((await must(204, end(as))).text).toBe('');
      await must(401, api('GET', '/users/me', { as }));
    });

    it('nothing, by the person, and ends the mode everywhere', async () => {
      const { token } = await aSuperAdmin();
      const modes = await Promise.all([enterMode(token), enterMode(token)]);
      await must(204, end(token));
      for (const as of modes) await must(401, api('GET', '/users/me', { as }));
    });

    it('nothing to a person who is not in it', async () => {
      await must(204, end((await aMember()).token));
    });
  });

  refuses('endSuperAdminMode', {
    'not-for-service-users': [
      403,
      'L3 a service user ends nobody`s mode',
      async () => await api('DELETE', '/users/super-admin/auth-token', await asServiceUser()),
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race',
      async () => {
        const { token, userId } = await aSuperAdmin();
        return await losing(userId, () => end(token));
      },
    ],
  });

  describe('keeps', () => {
    it('T13 no call in the mode alive that begins after the answer', async () => {
      const { token } = await aSuperAdmin();
      const as = await enterMode(token);
      const { before, after } = await staleness(
        () => api('GET', '/super-admins', { as }),
        () => must(204, end(token)),
      );
      expect(before[0]).toBe(200);
      expect(after).toEqual({ 401: 8 });
    });

    it('the person a member, who may enter again at once', async () => {
      const { token } = await aSuperAdmin();
      const former = await enterMode(token);
      await must(204, end(former));
      const as = await enterMode(token);
      await must(201, api('POST', '/users', { as, body: { Name: aName() } }));
      await must(401, api('GET', '/users/me', { as: former }));
    });

    it('a record', async () => {
      const { token, userId } = await aSuperAdmin();
      await must(204, end(await enterMode(token)));
      const [event] = items(await api('GET', '/users/me/events', { as: token }));
      expect(event).toMatchObject({ Action: 'endSuperAdminMode', ActorId: userId, RoleId: 'Super-Admin' });
    });
  });
});
