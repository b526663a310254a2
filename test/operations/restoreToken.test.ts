import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { aCreatedServiceUser, unknownId } from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { accessToken } from '../support/oauth.ts';
import { aMember } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import {
  anExpiredToken,
  aPersonalToken,
  aServiceToken,
  createToken,
  type LongLived,
  manage,
  manageByItself,
  manageWithoutRole,
  statusBy,
  unknownToken,
} from '../support/tokens.ts';

async function aRevokedToken(): Promise<LongLived> {
  const token = await aServiceToken();
  await must(200, manage('revoke', token));
  return token;
}

function turn({ userId, owner }: LongLived, how: 'enable' | 'disable') {
  return must(200, api('POST', `/users/${userId}/${how}`, { as: owner.token }));
}

describe('restoreToken', () => {
  describe('answers', () => {
    it('K7 a revoked token as active, and it works again', async () => {
      const token = await aRevokedToken();
      expect((await must(200, manage('restore', token))).body).toMatchObject({ State: 'active' });
      expect(await statusBy(token.value)).toBe(200);
    });

    it('K7, D14 one token after its user was disabled and enabled; the other stays revoked', async () => {
      const token = await aServiceToken();
      const other = await aServiceToken({}, { userId: token.userId, name: '', owner: token.owner });
      await turn(token, 'disable');
      await turn(token, 'enable');
      expect([await statusBy(token.value), await statusBy(other.value)]).toEqual([401, 401]);
      await must(200, manage('restore', token));
      expect([await statusBy(token.value), await statusBy(other.value)]).toEqual([200, 401]);
    });

    it('K7 a token with the former secrets that have not ended', async () => {
      const token = await aServiceToken();
      const rotated = await must(200, manage('rotate', token, { body: { OverlapMinutes: 60 } }));
      await must(200, manage('revoke', token));
      await must(200, manage('restore', token));
      expect(await statusBy(token.value)).toBe(200);
      expect(await statusBy(field(rotated, 'Token'))).toBe(200);
    });

    it('R4 by a token bound to a role, or of a narrower scope, none that may do more', async () => {
      const target = await aCreatedServiceUser({ Role: 'Manager' });
      const first = await aServiceToken({}, target);
      const made = await must(201, createToken('me', {}, { as: first.value }));
      const strong = { ...first, tokenId: field(made, 'TokenId') };
      const weak = await aServiceToken({ RoleId: 'SystemRole-DefaultUsers' }, target);
      const narrow = await accessToken(
        { userId: target.userId, secret: first.value },
        { scope: 'users.view' },
      );
      await must(200, manage('revoke', strong));
      for (const as of [weak.value, narrow]) await must(403, manage('restore', strong, { as }));
      expect(await statusBy(field(made, 'Token'))).toBe(401);
      await must(200, manage('restore', strong, { as: first.value }));
      expect(await statusBy(field(made, 'Token'))).toBe(200);
    });

    it('L2 a personal access token after signing out', async () => {
      const token = await aPersonalToken(await aMember());
      await must(204, api('POST', '/users/me/sign-out', { as: token.value }));
      expect(await statusBy(token.value)).toBe(401);
    });
  });

  refuses('restoreToken', {
    'role-not-held': [
      400,
      'R6, R7 a token whose role is not attached any more: it would not work',
      () => manageWithoutRole('restore'),
    ],
    'not-for-service-users': [
      403,
      'a service user the tokens that people manage for it, by a token bound to a weak role or assumed',
      () => manageByItself('restore', 'revoked'),
    ],
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () => await manage('restore', { ...(await aRevokedToken()), userId: unknownId.serviceUser }),
    ],
    'token-not-found': [
      404,
      'I9 an unknown token',
      async () => await manage('restore', { ...(await aRevokedToken()), tokenId: unknownToken }),
    ],
    'token-not-revoked': [
      409,
      'K7 a token that works',
      async () => await manage('restore', await aServiceToken()),
    ],
    'token-expired': [
      409,
      'K7 an expired token',
      async () => await manage('restore', await anExpiredToken()),
    ],
    'user-disabled': [
      409,
      'K7 a token of a disabled user',
      async () => {
        const token = await aServiceToken();
        await turn(token, 'disable');
        return await manage('restore', token);
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const token = await aRevokedToken();
        return await losing(token.userId, () => manage('restore', token));
      },
    ],
  });

  describe('keeps', () => {
    it('K7 one restoration when 8 restore at once', async () => {
      const token = await aRevokedToken();
      const answers = await atOnce(8, () => manage('restore', token));
      expect(statusesOf(answers)).toEqual({ 200: 1, 409: 7 });
      expect(new Set(answers.map(({ body }) => body['code']))).toEqual(
        new Set([undefined, 'token-not-revoked']),
      );
      const events = items(await api('GET', `/users/${token.userId}/events`, { as: token.owner.token }));
      expect(events.filter(({ Action }) => Action === 'restoreToken')).toHaveLength(1);
    });

    it('T13, D14 no token alive when the user is disabled between decision and write', async () => {
      const token = await aRevokedToken();
      const answer = await overtaken(token.userId, {
        call: () => manage('restore', token),
        by: () => turn(token, 'disable'),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'user-disabled']);
      await turn(token, 'enable');
      expect(await statusBy(token.value)).toBe(401);
    });
  });
});
