import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { unknownId } from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { refuses } from '../support/refuses.ts';
import {
  anExpiredToken,
  aServiceToken,
  createToken,
  type LongLived,
  manage,
  manageByItself,
  statusBy,
  unknownToken,
} from '../support/tokens.ts';

async function aRevokedToken(): Promise<LongLived> {
  const token = await aServiceToken();
  await must(200, manage('revoke', token));
  return token;
}

describe('deleteToken', () => {
  describe('answers', () => {
    it('K8 a revoked token: it is gone and its name is free', async () => {
      const token = await aRevokedToken();
      await must(204, manage('delete', token));
      expect(items(await api('GET', `/users/${token.userId}/tokens`, { as: token.owner.token }))).toEqual([]);
      await must(404, manage('delete', token));
      await must(404, manage('restore', token));
      await must(201, createToken(token.userId, { Name: token.name }));
      expect(await statusBy(token.value)).toBe(401);
    });

    it('K8 an expired token', async () => {
      await must(204, manage('delete', await anExpiredToken()));
    });

    it('K8 a token of a user that was disabled', async () => {
      const token = await aServiceToken();
      await must(200, api('POST', `/users/${token.userId}/disable`, { as: token.owner.token }));
      await must(204, manage('delete', token));
    });
  });

  refuses('deleteToken', {
    'not-for-service-users': [
      403,
      'a service user the tokens that people manage for it, by a token bound to a weak role or assumed',
      () => manageByItself('delete', 'revoked'),
    ],
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () => await manage('delete', { ...(await aRevokedToken()), userId: unknownId.serviceUser }),
    ],
    'token-not-found': [
      404,
      'I9 an unknown token',
      async () => await manage('delete', { ...(await aRevokedToken()), tokenId: unknownToken }),
    ],
    'token-still-active': [
      409,
      'K8 a token that works',
      async () => await manage('delete', await aServiceToken()),
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const token = await aRevokedToken();
        return await losing(token.userId, () => manage('delete', token));
      },
    ],
  });

  describe('keeps', () => {
    it('K8 a token that is restored between decision and write', async () => {
      const token = await aRevokedToken();
      const answer = await overtaken(token.userId, {
        call: () => manage('delete', token),
        by: () => must(200, manage('restore', token)),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'token-still-active']);
      expect(await statusBy(token.value)).toBe(200);
    });

    it('one record when 8 delete at once', async () => {
      const token = await aRevokedToken();
      expect(statusesOf(await atOnce(8, () => manage('delete', token)))).toEqual({ 204: 1, 404: 7 });
    });
  });
});
