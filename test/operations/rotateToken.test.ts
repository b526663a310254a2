import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { aCreatedServiceUser, unknownId } from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { refuses } from '../support/refuses.ts';
import {
  aServiceToken,
  createToken,
  type LongLived,
  manage,
  manageByItself,
  manageWithoutRole,
  statusBy,
  unknownToken,
} from '../support/tokens.ts';

const rotate = (token: LongLived, OverlapMinutes?: unknown, as?: string) =>
  manage('rotate', token, {
    body: OverlapMinutes === undefined ? {} : { OverlapMinutes },
    ...(as === undefined ? {} : { as }),
  });

describe('rotateToken', () => {
  describe('answers', () => {
    it('K1 the same token with a new secret; without an overlap the old one is dead', async () => {
      const token = await aServiceToken({ ExpiresInDays: 30 });
      await must(200, api('GET', '/users/me', { as: token.value }));
      const answer = await must(200, rotate(token));
      expect(answer.body).toMatchObject({
        TokenId: token.tokenId,
        Name: token.name,
        State: 'active',
        LastUsedAt: expect.stringMatching(/Z$/),
        Token: expect.stringMatching(/^sut_[0-9A-Za-z]{36}$/),
      });
      expect([await statusBy(token.value), await statusBy(field(answer, 'Token'))]).toEqual([401, 200]);
    });

    it('K4 a token that lives for as many days again', async () => {
      const token = await aServiceToken({ ExpiresInDays: 30 });
      const { body } = await must(200, rotate(token));
      expect((Date.parse(String(body['ExpiresAt'])) - Date.now()) / 86_400_000).toBeCloseTo(30, 2);
      const forever = await must(200, rotate(await aServiceToken({ ExpiresInDays: null })));
      expect(forever.body['ExpiresAt']).toBeNull();
    });

    it('both secrets during the overlap, and only the new one when it is rotated again without', async () => {
      const token = await aServiceToken();
      const second = field(await must(200, rotate(token, 10)), 'Token');
      expect([await statusBy(token.value), await statusBy(second)]).toEqual([200, 200]);
      const third = field(await must(200, rotate(token, 0)), 'Token');
      expect([await statusBy(token.value), await statusBy(second), await statusBy(third)]).toEqual([
        401, 401, 200,
      ]);
      expect(
        items(await api('GET', `/users/${token.userId}/tokens`, { as: token.owner.token })),
      ).toHaveLength(1);
    });

    it.each([0, 10_080])('an overlap of %i minutes', async (minutes) => {
      await must(200, rotate(await aServiceToken(), minutes));
    });

    it.each([-1, 10_081, 1.5, '10', null])('400 to an overlap of %j minutes', async (minutes) => {
      const answer = await must(400, rotate(await aServiceToken(), minutes));
      expect(answer.body['errors']).toMatchObject([{ path: 'OverlapMinutes' }]);
    });

    it('R4 by a token bound to a role no secret of one that is not', async () => {
      const target = await aCreatedServiceUser({ Role: 'Manager' });
      const first = await aServiceToken({}, target);
      const made = await must(201, createToken('me', {}, { as: first.value }));
      const own = { ...first, tokenId: field(made, 'TokenId') };
      const { value } = await aServiceToken({ RoleId: 'SystemRole-DefaultUsers' }, target);
      await must(403, rotate(own, 0, value));
      await must(200, rotate(own, 0, first.value));
    });
  });

  refuses('rotateToken', {
    'role-not-held': [
      400,
      'R6, R7 a token whose role is not attached any more: its new secret would never work',
      () => manageWithoutRole('rotate'),
    ],
    'not-for-service-users': [
      403,
      'a service user the tokens that people manage for it, by a token bound to a weak role or assumed',
      () => manageByItself('rotate'),
    ],
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () => await rotate({ ...(await aServiceToken()), userId: unknownId.serviceUser }),
    ],
    'token-not-found': [
      404,
      'I9 an unknown token',
      async () => await rotate({ ...(await aServiceToken()), tokenId: unknownToken }),
    ],
    'token-not-active': [
      409,
      'a revoked token',
      async () => {
        const token = await aServiceToken();
        await must(200, manage('revoke', token));
        return await rotate(token);
      },
    ],
    'user-disabled': [
      409,
      'a token of a disabled user',
      async () => {
        const token = await aServiceToken();
        await must(200, api('POST', `/users/${token.userId}/disable`, { as: token.owner.token }));
        return await rotate(token);
      },
    ],
    'limit-reached': [
      409,
      'more than five secrets that work at a time',
      async () => {
        const token = await aServiceToken();
        for (let at = 0; at < 4; at += 1) await must(200, rotate(token, 60));
        const refused = await rotate(token, 60);
        expect(refused.body['detail']).toContain('OverlapMinutes of 0');
        return refused;
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race',
      async () => {
        const token = await aServiceToken();
        return await losing(token.userId, () => rotate(token));
      },
    ],
  });

  describe('keeps', () => {
    it('one new secret when 8 rotate at once: nobody is handed a dead one', async () => {
      const token = await aServiceToken();
      const answers = await atOnce(8, () => rotate(token));
      const won = answers.filter(({ status }) => status === 200);
      expect(new Set(answers.map(({ status }) => status))).toSatisfy((found: Set<number>) =>
        found.isSubsetOf(new Set([200, 409])),
      );
      // Rotations that came after another was answered are rotations of their own: the last secret is the one that works.
      const working = await Promise.all(won.map((answer) => statusBy(field(answer, 'Token'))));
      expect(working.filter((status) => status === 200)).toHaveLength(1);
      const events = items(await api('GET', `/users/${token.userId}/events`, { as: token.owner.token }));
      expect(events.filter(({ Action }) => Action === 'rotateToken')).toHaveLength(won.length);
      expect(statusesOf(answers)[200]).toBeGreaterThan(0);
    });

    it.each([
      ['revoked', (token: LongLived) => manage('revoke', token)],
      ['rotated', (token: LongLived) => rotate(token)],
      [
        'stopped with its user',
        (token: LongLived) => api('POST', `/users/${token.userId}/disable`, { as: token.owner.token }),
      ],
    ])('no secret handed out when the token is %s between decision and write', async (_, happens) => {
      const token = await aServiceToken();
      const answer = await overtaken(token.userId, {
        call: () => rotate(token),
        by: () => must(200, happens(token)),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'changed-meanwhile']);
      expect(answer.body).not.toHaveProperty('Token');
    });
  });
});
