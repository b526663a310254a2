import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { describe, expect, inject, it } from 'vitest';
import { anApplication } from '../support/applications.ts';
import { api, field, items, must } from '../support/api.ts';
import { actAs, aCreatedServiceUser, asServiceUser, assumedToken } from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aMember, aSuperAdmin, asSuperAdmin, enterMode, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aServiceToken, statusBy } from '../support/tokens.ts';

interface Identity {
  readonly as: string;
  readonly assumed?: string;
  readonly headers?: Record<string, string>;
}

function issue(applicationId: string, who: Identity, body: object = {}) {
  return api('POST', `/applications/${applicationId}/token`, { ...who, body });
}

describe('createApplicationToken', () => {
  describe('answers', () => {
    it('L1 a JWT of the person, which the application verifies offline by our published keys', async () => {
      const [applicationId, member] = [await anApplication(), await aMember()];
      const answer = await must(201, issue(applicationId, { as: member.token }));
      expect(answer.body).toMatchObject({
        TokenType: 'Bearer',
        ExpiresIn: 3600,
        UserId: member.userId,
        RoleId: 'SystemRole-DefaultUsers',
      });
      const { api: issuer } = inject('product');
      const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
      const { payload } = await jwtVerify(field(answer, 'Token'), keys, {
        issuer,
        audience: applicationId,
        algorithms: ['ES256'],
        typ: 'at+jwt',
      });
      expect(payload).toMatchObject({
        sub: member.userId,
        jti: answer.body['SessionId'],
        IsServiceUser: false,
        token_use: 'application',
        role_id: 'SystemRole-DefaultUsers',
      });
      expect(payload).not.toHaveProperty('act');
    });

    it('T6, L1 a JWT of the service user, with the person in act, recorded as a session of it', async () => {
      const [applicationId, { ada }] = [await anApplication(), await people()];
      const acting = await actAs();
      const answer = await must(201, issue(applicationId, acting, { DurationMinutes: 5 }));
      expect(decodeJwt(field(answer, 'Token'))).toMatchObject({
        sub: acting.userId,
        act: { sub: ada.userId },
        IsServiceUser: true,
      });
      const sessions = items(await api('GET', `/users/${acting.userId}/sessions`, { as: ada.token }));
      expect(sessions).toContainEqual(
        expect.objectContaining({ SessionId: answer.body['SessionId'], PersonId: ada.userId }),
      );
    });

    it('L1 a JWT of a service user by its own token, with nobody in act', async () => {
      const { value, userId } = await aServiceToken();
      const answer = await must(201, issue(await anApplication(), { as: value }));
      const claims = decodeJwt(field(answer, 'Token'));
      expect(claims).toMatchObject({ sub: userId, IsServiceUser: true });
      expect(claims).not.toHaveProperty('act');
    });

    it('a JWT that never outlives the session or the mode it came from', async () => {
      const applicationId = await anApplication();
      const { as, userId } = await actAs();
      const session = await must(
        201,
        api('POST', `/users/${userId}/auth-token`, { as, body: { DurationMinutes: 2 } }),
      );
      const boss = await aSuperAdmin();
      const mode = await must(
        201,
        api('POST', '/users/super-admin/auth-token', { as: boss.token, body: { DurationMinutes: 2 } }),
      );
      for (const [who, end] of [
        [{ as, assumed: field(session, 'Token') }, session.body['ExpiresAt']],
        [{ as: field(mode, 'Token') }, mode.body['ExpiresAt']],
      ] as const) {
        const answer = await must(201, issue(applicationId, who, { DurationMinutes: 180 }));
        expect(answer.body['ExpiresAt']).toBe(end);
      }
    });

    it.each([0, 181, 1.5, '60'])('T1 400 to %j minutes', async (DurationMinutes) => {
      const { linus } = await people();
      await must(400, issue('mdm', { as: linus.token }, { DurationMinutes }));
    });

    it('L1 an interactive-only application to people', async () => {
      const { linus } = await people();
      for (const applicationId of ['mdm', 'bi', await anApplication({ InteractiveOnly: true })]) {
        await must(201, issue(applicationId, { as: linus.token }));
      }
    });
  });

  refuses('createApplicationToken', {
    'application-not-found': [
      404,
      'an unknown application',
      async () => await issue('nothing-here', { as: (await people()).linus.token }),
    ],
    'interactive-only': [
      403,
      'L1 a service user, by its own token or assumed, whatever its role',
      async () => {
        const target = await aCreatedServiceUser({ Role: 'Admin' });
        const { value } = await aServiceToken({}, target);
        for (const applicationId of ['mdm', 'bi', await anApplication({ InteractiveOnly: true })]) {
          await must(403, issue(applicationId, { as: value }));
        }
        return await issue('mdm', await asServiceUser());
      },
    ],
    'changed-meanwhile': [
      409,
      'T13 a service user that is disabled between decision and write',
      async () => {
        const applicationId = await anApplication();
        const { as, assumed, userId } = await actAs();
        return await overtaken(userId, {
          call: () => issue(applicationId, { as, assumed }),
          by: () => must(200, api('POST', `/users/${userId}/disable`, { as })),
        });
      },
    ],
    'request-in-progress': [
      409,
      'the same Idempotency-Key is under way',
      async () => {
        const [applicationId, member] = [await anApplication(), await aMember()];
        const headers = { 'Idempotency-Key': 'once' };
        return await losing(
          applicationId,
          () => issue(applicationId, { as: member.token, headers }),
          'IDEMPOTENCY#',
        );
      },
    ],
    'idempotency-key-reused': [
      422,
      'the Idempotency-Key of another request',
      async () => {
        const [applicationId, member] = [await anApplication(), await aMember()];
        const headers = { 'Idempotency-Key': 'once' };
        await must(201, issue(applicationId, { as: member.token, headers }));
        return await issue(applicationId, { as: member.token, headers }, { DurationMinutes: 5 });
      },
    ],
  });

  describe('keeps', () => {
    it('L1 a token got by assuming for an application out of this API', async () => {
      const [applicationId, { ada }] = [await anApplication(), await people()];
      const target = await aCreatedServiceUser();
      const token = await assumedToken(ada, target, { Audience: applicationId });
      const claims = { aud: applicationId, sub: target.userId, act: { sub: ada.userId } };
      expect(decodeJwt(token)).toMatchObject(claims);
      await must(401, api('GET', '/users/me', { as: ada.token, assumed: token }));
      expect(await statusBy(token)).toBe(401);
    });

    it('L1 the token out of this API: its audience is not ours', async () => {
      const acting = await actAs();
      const token = field(await must(201, issue(await anApplication(), acting)), 'Token');
      expect(await statusBy(token)).toBe(401);
      await must(401, api('GET', '/users/me', { as: acting.as, assumed: token }));
    });

    it('no token for an application that is removed between decision and write', async () => {
      const [applicationId, member] = [await anApplication(), await aMember()];
      const answer = await overtaken(applicationId, {
        call: () => issue(applicationId, { as: member.token }),
        by: async () =>
          must(204, api('DELETE', `/applications/${applicationId}`, { as: await asSuperAdmin() })),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'changed-meanwhile']);
      expect(answer.body).not.toHaveProperty('Token');
    });

    it('no token when the mode ends between decision and write', async () => {
      const [applicationId, boss] = [await anApplication(), await aSuperAdmin()];
      const as = await enterMode(boss.token);
      const answer = await overtaken(applicationId, {
        call: () => issue(applicationId, { as }),
        by: () => must(204, api('DELETE', '/users/super-admin/auth-token', { as })),
      });
      expect(answer.status).toBe(409);
      expect(answer.body).not.toHaveProperty('Token');
    });
  });
});
