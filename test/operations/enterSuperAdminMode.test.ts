import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { aCreatedServiceUser, aName, asServiceUser, assumedToken } from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aMember, anAdministrator, aSuperAdmin, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aPersonalToken } from '../support/tokens.ts';

async function enter(as: string, body: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
  return await api('POST', '/users/super-admin/auth-token', { as, body, headers });
}

describe('enterSuperAdminMode', () => {
  describe('answers', () => {
    it('a token whose subject is the person, for 60 minutes', async () => {
      const { token, userId } = await aSuperAdmin();
      const answer = await must(201, enter(token));
      expect(answer.body).toMatchObject({
        ExpiresIn: 3600,
        RoleId: 'Super-Admin',
        UserId: userId,
        TokenType: 'Bearer',
      });
      expect(decodeJwt(field(answer, 'Token'))).toMatchObject({
        sub: userId,
        act: { sub: userId },
        IsServiceUser: false,
        role_id: 'Super-Admin',
        token_use: 'super-admin',
      });
    });

    it.each([1, 180])('T1 takes %i minutes', async (DurationMinutes) => {
      const { token } = await aSuperAdmin();
      expect((await must(201, enter(token, { DurationMinutes }))).body['ExpiresIn']).toBe(
        DurationMinutes * 60,
      );
    });

    it.each([0, 181, 1.5, '60', null])('T1 refuses %j minutes', async (DurationMinutes) => {
      const answer = await enter((await aSuperAdmin()).token, { DurationMinutes });
      expect(answer.body).toMatchObject({ status: 400, errors: [{ path: 'DurationMinutes' }] });
    });

    it('a token that works in either header, also beside the person', async () => {
      const { token } = await aSuperAdmin();
      const mode = field(await must(201, enter(token)), 'Token');
      for (const sent of [{ as: mode }, { assumed: mode }, { as: token, assumed: mode }]) {
        expect((await must(200, api('GET', '/users/me', sent))).body['SuperAdminMode']).toBe(true);
      }
    });

    it('refuses who is no member: a member of the platform, and an administrator', async () => {
      const [{ linus }, admin] = await Promise.all([people(), anAdministrator()]);
      for (const { token } of [linus, admin]) expect((await enter(token)).body['code']).toBe('not-allowed');
    });
  });

  it('R4 refuses a token that is bound to a role, of a member too', async () => {
    const boss = await aMember();
    await must(204, api('PUT', `/super-admins/${boss.userId}`, { as: await asSuperAdmin() }));
    const bound = await aPersonalToken(boss, { RoleId: 'SystemRole-DefaultUsers' });
    const answer = await enter(bound.value);
    expect([answer.status, answer.body['code']]).toEqual([403, 'not-allowed']);
    await must(201, enter((await aPersonalToken(boss)).value));
  });

  refuses('enterSuperAdminMode', {
    'not-for-service-users': [
      403,
      'L3 a service user is never in the mode, whoever assumed it',
      async () =>
        await api('POST', '/users/super-admin/auth-token', { ...(await asServiceUser()), body: {} }),
    ],
    'limit-reached': [
      409,
      'the registry is full (superAdminsFull.test.ts fills one)',
      async () => {
        const { token, userId } = await aSuperAdmin();
        return await losing(userId, () => enter(token), 'SUPERADMINS');
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race',
      async () => {
        const { token, userId } = await aSuperAdmin();
        return await losing(userId, () => enter(token));
      },
    ],
    'request-in-progress': [
      409,
      'the same Idempotency-Key is under way',
      async () => {
        const { token, userId } = await aSuperAdmin();
        return await losing(userId, () => enter(token, {}, { 'Idempotency-Key': 'k' }), 'IDEMPOTENCY#');
      },
    ],
    'idempotency-key-reused': [
      422,
      'the Idempotency-Key of another request',
      async () => {
        const { token } = await aSuperAdmin();
        await must(201, enter(token, {}, { 'Idempotency-Key': 'k' }));
        return await enter(token, { DurationMinutes: 5 }, { 'Idempotency-Key': 'k' });
      },
    ],
  });

  describe('keeps', () => {
    it('the end of the first mode when it is entered anew from within', async () => {
      const { token } = await aSuperAdmin();
      const first = await must(201, enter(token, { DurationMinutes: 5 }));
      const second = await must(201, enter(field(first, 'Token'), { DurationMinutes: 180 }));
      expect(Date.parse(field(second, 'ExpiresAt'))).toBeLessThanOrEqual(
        Date.parse(field(first, 'ExpiresAt')),
      );
    });

    it('nobody in the mode who is removed between decision and write', async () => {
      const boss = await aSuperAdmin();
      const as = await asSuperAdmin();
      const answer = await overtaken(boss.userId, {
        call: () => enter(boss.token),
        by: () => must(204, api('DELETE', `/super-admins/${boss.userId}`, { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'not-allowed']);
      expect(answer.body).not.toHaveProperty('Token');
    });

    it('one mode for 12 equal Idempotency-Keys at once, its token shown once', async () => {
      const { token } = await aSuperAdmin();
      const key = aName('key');
      const answers = await atOnce(12, () => enter(token, {}, { 'Idempotency-Key': key }));
      expect(statusesOf(answers)).toEqual({ 201: 12 });
      expect(answers.filter(({ body }) => 'Token' in body)).toHaveLength(1);
      expect(new Set(answers.map(({ body }) => body['SessionId'])).size).toBe(1);
    });

    it('no mode while a service user is assumed: the header beside the mode runs as the service user', async () => {
      const boss = await aSuperAdmin();
      const target = await aCreatedServiceUser({ owner: boss });
      const as = field(await must(201, enter(boss.token)), 'Token');
      const assumed = await assumedToken(boss, target);
      const answer = await api('POST', '/users', { as, assumed, body: { Name: aName() } });
      expect([answer.status, answer.body['code']]).toEqual([403, 'not-for-service-users']);
    });

    it('a record with the reason', async () => {
      const { token, userId } = await aSuperAdmin();
      const answer = await must(201, enter(token, { Reason: 'incident 7' }));
      const [event] = items(await api('GET', '/users/me/events', { as: token }));
      expect(event).toMatchObject({
        Action: 'enterSuperAdminMode',
        ActorId: userId,
        Reason: 'incident 7',
        Detail: { sessionId: answer.body['SessionId'] },
      });
    });
  });
});
