import { describe, expect, it } from 'vitest';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { atOnce, staleness, statusesOf } from '../support/atOnce.ts';
import { aCreatedServiceUser, assume, unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function end(userId: string, sessionId: string, as?: string): Promise<Answer> {
  return await api('DELETE', `/users/${userId}/sessions/${sessionId}`, {
    as: as ?? (await people()).ada.token,
  });
}

async function aSession(): Promise<{ userId: string; sessionId: string; assumed: string; as: string }> {
  const { ada } = await people();
  const target = await aCreatedServiceUser();
  const issued = await must(201, assume(ada, target));
  return {
    userId: target.userId,
    sessionId: field(issued, 'SessionId'),
    assumed: field(issued, 'Token'),
    as: ada.token,
  };
}

describe('endSession', () => {
  describe('answers', () => {
    it('nothing, and the token of that session is refused', async () => {
      const { userId, sessionId, assumed, as } = await aSession();
      await must(200, api('GET', '/users/me', { as, assumed }));
      expect((await must(204, end(userId, sessionId))).text).toBe('');
      await must(401, api('GET', '/users/me', { as, assumed }));
      expect(items(await api('GET', `/users/${userId}/sessions`, { as }))).toEqual([]);
    });

    it('nothing to anybody with access, for the sessions of others too; refuses a stranger', async () => {
      const [{ ada, linus }, sharedWith] = await Promise.all([people(), aMember()]);
      const target = await aCreatedServiceUser({ sharedWith });
      const issued = await must(201, assume(ada, target));
      await must(403, end(target.userId, field(issued, 'SessionId'), linus.token));
      await must(204, end(target.userId, field(issued, 'SessionId'), sharedWith.token));
    });
  });

  refuses('endSession', {
    'not-for-service-users': [
      403,
      'a service user ends no session, not even its own',
      async () => {
        const { userId, sessionId, ...acting } = await aSession();
        return await api('DELETE', `/users/${userId}/sessions/${sessionId}`, acting);
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () => await end(unknownId.serviceUser, unknownId.session),
    ],
    'not-a-service-user': [
      400,
      'a session of a person',
      async () => await end((await people()).linus.userId, unknownId.session, await asSuperAdmin()),
    ],
    'session-not-found': [
      404,
      'I9 an unknown session',
      async () => await end((await aCreatedServiceUser()).userId, unknownId.session),
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race',
      async () => {
        const { userId, sessionId } = await aSession();
        return await losing(sessionId, () => end(userId, sessionId));
      },
    ],
  });

  describe('keeps', () => {
    it('T13 no call with the token alive that begins after the answer', async () => {
      const { userId, sessionId, assumed, as } = await aSession();
      const { before, after } = await staleness(
        () => api('GET', '/users/me', { as, assumed }),
        () => must(204, end(userId, sessionId)),
      );
      expect(before[0]).toBe(200);
      expect(after).toEqual({ 401: 8 });
    });

    it('the other sessions of the service user', async () => {
      const { userId, sessionId, as } = await aSession();
      const other = await must(201, api('POST', `/users/${userId}/auth-token`, { as, body: {} }));
      await must(204, end(userId, sessionId));
      await must(200, api('GET', '/users/me', { as, assumed: field(other, 'Token') }));
    });

    it('one ending of 6 at once, with one record', async () => {
      const { userId, sessionId, as } = await aSession();
      expect(statusesOf(await atOnce(6, () => end(userId, sessionId)))).toEqual({ 204: 1, 404: 5 });
      const events = items(await api('GET', `/users/${userId}/events`, { as }));
      expect(events.map(({ Action }) => Action)).toEqual(['endSession', 'createAuthToken', 'createUser']);
      expect(events[0]?.['Detail']).toEqual({ sessionId });
    });

    it('a session under its own service user only', async () => {
      const [{ sessionId, as, assumed }, other] = await Promise.all([aSession(), aCreatedServiceUser()]);
      await must(404, end(other.userId, sessionId));
      await must(200, api('GET', '/users/me', { as, assumed }));
    });
  });
});
