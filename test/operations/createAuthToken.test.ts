import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, inject, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { aCreatedServiceUser, asServiceUser, assume, unknownId } from '../support/created.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { losing, overtaken, whileDown } from '../support/interpose.ts';
import { aMember, anAdministrator, aSuperAdmin, inMode, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

describe('createAuthToken', () => {
  describe('answers', () => {
    it('a token for 60 minutes under the default role, with its claims', async () => {
      const { ada } = await people();
      const target = await aCreatedServiceUser({ Role: 'Manager' });
      const answer = await must(201, assume(ada, target));
      expect(answer.body).toMatchObject({
        TokenType: 'Bearer',
        ExpiresIn: 3600,
        RoleId: 'SystemRole-Managers',
        UserId: target.userId,
      });
      const token = field(answer, 'Token');
      expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
      const claims = decodeJwt(token);
      expect(claims).toMatchObject({
        iss: inject('product').api,
        aud: inject('product').api,
        sub: target.userId,
        client_id: target.userId,
        jti: answer.body['SessionId'],
        act: { sub: ada.userId },
        IsServiceUser: true,
        role_id: 'SystemRole-Managers',
        roles: ['SystemRole-Managers'],
        scope:
          'users.view roles.view teams.view tags.view resources.view teams.manage tags.manage resources.manage',
        gen: 1,
        token_use: 'assume',
      });
      expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3600);
    });

    it.each([1, 180])('T1 takes %i minutes', async (DurationMinutes) => {
      const answer = await must(
        201,
        assume((await people()).ada, await aCreatedServiceUser(), { DurationMinutes }),
      );
      expect(answer.body['ExpiresIn']).toBe(DurationMinutes * 60);
    });

    it.each([0, 181, 1.5, '60', null, -1, 1e9, [60], true])(
      'T1 refuses %j minutes with 400',
      async (DurationMinutes) => {
        const answer = await assume((await people()).ada, await aCreatedServiceUser(), { DurationMinutes });
        expect(answer.status).toBe(400);
        expect(answer.body['errors']).toMatchObject([{ path: 'DurationMinutes' }]);
      },
    );

    it('T2 refuses without access, and does not list the service user as one to assume', async () => {
      const [target, stranger] = await Promise.all([aCreatedServiceUser(), aMember()]);
      const answer = await assume(stranger, target);
      expect([answer.status, answer.body['code']]).toEqual([403, 'not-allowed']);
      expect(items(await api('GET', '/users/me/assumable', { as: stranger.token }))).toEqual([]);
    });

    it('T2 refuses an administrator without access', async () => {
      const answer = await assume(await anAdministrator(), await aCreatedServiceUser());
      expect([answer.status, answer.body['code']]).toEqual([403, 'not-allowed']);
    });

    it('H1 a token to whoever the service user is shared with', async () => {
      const sharedWith = await aMember();
      await must(201, assume(sharedWith, await aCreatedServiceUser({ sharedWith })));
    });
  });

  refuses('createAuthToken', {
    'not-for-service-users': [
      403,
      'T16 a service user assumes nobody, not even itself',
      async () => {
        const acting = await asServiceUser();
        return await api('POST', `/users/${acting.userId}/auth-token`, { ...acting, body: {} });
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown id is 404',
      async () => await assume((await people()).ada, { userId: unknownId.serviceUser }),
    ],
    'not-a-service-user': [
      400,
      'T3 a person cannot be assumed',
      async () => await assume((await people()).ada, (await people()).linus),
    ],
    'role-not-held': [
      400,
      'R6 a role that the service user does not hold',
      async () =>
        await assume((await people()).ada, await aCreatedServiceUser(), { RoleId: 'SystemRole-Managers' }),
    ],
    'audience-unknown': [
      400,
      'an audience that is not registered',
      async () =>
        await assume((await people()).ada, await aCreatedServiceUser(), {
          Audience: 'https://other.example.com',
        }),
    ],
    'user-disabled': [
      409,
      'T4 a disabled service user',
      async () => await assume((await people()).ada, await aCreatedServiceUser({ disabled: true })),
    ],
    'changed-meanwhile': [
      409,
      'T13 no token when the service user is disabled between decision and write',
      async () => {
        const { ada } = await people();
        const target = await aCreatedServiceUser();
        return await overtaken(target.userId, {
          call: () => assume(ada, target),
          by: () => must(200, api('POST', `/users/${target.userId}/disable`, { as: ada.token })),
        });
      },
    ],
    'request-in-progress': [
      409,
      'the same Idempotency-Key is under way',
      async () => {
        const target = await aCreatedServiceUser();
        return await losing(target.userId, () => assumeOnce(target, 'k1'), 'IDEMPOTENCY#');
      },
    ],
    'idempotency-key-reused': [
      422,
      'the Idempotency-Key of another request',
      async () => {
        const target = await aCreatedServiceUser();
        await must(201, assumeOnce(target, 'k1'));
        return await assumeOnce(target, 'k1', { DurationMinutes: 5 });
      },
    ],
  });

  describe('keeps', () => {
    it('T17 one live session per token, which names person, role, time and reason', async () => {
      const { ada } = await people();
      const target = await aCreatedServiceUser();
      const answer = await must(201, assume(ada, target, { Reason: 'nightly load', DurationMinutes: 5 }));
      const sessions = items(await api('GET', `/users/${target.userId}/sessions`, { as: ada.token }));
      expect(sessions).toEqual([
        {
          SessionId: answer.body['SessionId'],
          UserId: target.userId,
          PersonId: ada.userId,
          RoleId: 'SystemRole-DefaultUsers',
          IssuedAt: expect.any(String),
          ExpiresAt: answer.body['ExpiresAt'],
          Reason: 'nightly load',
        },
      ]);
    });

    it('T19 a token got through the mode ends with the mode, and never outlives it', async () => {
      const [target, boss] = await Promise.all([aCreatedServiceUser(), aSuperAdmin()]);
      const mode = await must(
        201,
        api('POST', '/users/super-admin/auth-token', { as: boss.token, body: { DurationMinutes: 5 } }),
      );
      const as = field(mode, 'Token');
      const issued = await must(
        201,
        api('POST', `/users/${target.userId}/auth-token`, { as, body: { DurationMinutes: 180 } }),
      );
      expect(Date.parse(field(issued, 'ExpiresAt'))).toBeLessThanOrEqual(
        Date.parse(field(mode, 'ExpiresAt')),
      );
      const assumed = field(issued, 'Token');
      await must(200, api('GET', '/users/me', { as: boss.token, assumed }));
      await must(204, api('DELETE', '/users/super-admin/auth-token', { as }));
      const after = await atOnce(8, () => api('GET', '/users/me', { as: boss.token, assumed }));
      expect(statusesOf(after)).toEqual({ 401: 8 });
    });

    it('12 equal Idempotency-Keys at once make one session, and one answer holds the token', async () => {
      const { ada } = await people();
      const target = await aCreatedServiceUser();
      const answers = await atOnce(12, () => assumeOnce(target, 'once'));
      expect(statusesOf(answers)).toEqual({ 201: 12 });
      expect(answers.filter(({ body }) => 'Token' in body)).toHaveLength(1);
      expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(
        11,
      );
      expect(new Set(answers.map(({ body }) => body['SessionId'])).size).toBe(1);
      expect(items(await api('GET', `/users/${target.userId}/sessions`, { as: ada.token }))).toHaveLength(1);
    });

    it('nothing handed out or recorded when the table does not take the write', async () => {
      const { ada } = await people();
      const target = await aCreatedServiceUser();
      const answer = await whileDown({ call: 'TransactWriteItems', holding: target.userId }, () =>
        assume(ada, target),
      );
      expect([answer.status, answer.body['code']]).toEqual([503, 'temporarily-unavailable']);
      expect(items(await api('GET', `/users/${target.userId}/sessions`, { as: ada.token }))).toEqual([]);
    });

    it('no token when the mode that gives access ends between decision and write', async () => {
      const [target, boss] = await Promise.all([aCreatedServiceUser(), aSuperAdmin()]);
      const as = await inMode(boss);
      const answer = await overtaken(target.userId, {
        call: () => api('POST', `/users/${target.userId}/auth-token`, { as, body: {} }),
        by: () => must(204, api('DELETE', '/users/super-admin/auth-token', { as })),
      });
      expect(answer.status).toBe(409);
      expect(answer.body).not.toHaveProperty('Token');
    });
  });
});

async function assumeOnce(target: { userId: string }, key: string, body: object = {}) {
  const { ada } = await people();
  return await api('POST', `/users/${target.userId}/auth-token`, {
    as: ada.token,
    body,
    headers: { 'Idempotency-Key': key },
  });
}
