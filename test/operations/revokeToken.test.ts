import { describe, expect, it } from 'vitest';
import { items, api, field, must } from '../support/api.ts';
import { atOnce, staleness, statusesOf } from '../support/atOnce.ts';
import { unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import {
  anExpiredToken,
  aPersonalToken,
  aServiceToken,
  manage,
  manageByItself,
  statusBy,
  unknownToken,
} from '../support/tokens.ts';

describe('revokeToken', () => {
  describe('answers', () => {
    it('K6 the revoked token, which is refused from then on', async () => {
      const token = await aServiceToken();
      expect(await statusBy(token.value)).toBe(200);
      const answer = await must(200, manage('revoke', token));
      expect(answer.body).toMatchObject({ TokenId: token.tokenId, State: 'revoked' });
      expect(await statusBy(token.value)).toBe(401);
    });

    it('K6 a token with every secret of it that still works', async () => {
      const token = await aServiceToken();
      const rotated = await must(200, manage('rotate', token, { body: { OverlapMinutes: 60 } }));
      await must(200, manage('revoke', token));
      expect(await statusBy(token.value)).toBe(401);
      expect(await statusBy(field(rotated, 'Token'))).toBe(401);
    });

    it('the same again, and changes nothing', async () => {
      const token = await aServiceToken();
      await must(200, manage('revoke', token));
      expect((await must(200, manage('revoke', token))).body).toMatchObject({ State: 'revoked' });
      const events = items(await api('GET', `/users/${token.userId}/events`, { as: token.owner.token }));
      expect(events.filter(({ Action }) => Action === 'revokeToken')).toHaveLength(1);
    });

    it('an expired token as it is', async () => {
      const answer = await must(200, manage('revoke', await anExpiredToken()));
      expect(answer.body).toMatchObject({ State: 'expired' });
    });

    it('K5 the own token, by itself too', async () => {
      const token = await aPersonalToken(await aMember());
      await must(200, manage('revoke', token, { as: token.value }));
      expect(await statusBy(token.value)).toBe(401);
    });

    it('K11, K12 nothing to others on a token of a person', async () => {
      const token = await aPersonalToken(await aMember());
      for (const as of [(await people()).grace.token, await asSuperAdmin()]) {
        await must(403, manage('revoke', token, { as }));
      }
      expect(await statusBy(token.value)).toBe(200);
    });
  });

  refuses('revokeToken', {
    'not-for-service-users': [
      403,
      'a service user the tokens that people manage for it, by a token bound to a weak role or assumed',
      () => manageByItself('revoke'),
    ],
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () => await manage('revoke', { ...(await aServiceToken()), userId: unknownId.serviceUser }),
    ],
    'token-not-found': [
      404,
      'I9 an unknown token, and one of another user',
      async () => {
        const [one, other] = [await aServiceToken(), await aServiceToken()];
        await must(404, manage('revoke', { ...one, tokenId: 'tok_no' }));
        await must(404, manage('revoke', { ...one, tokenId: unknownToken }));
        return await manage('revoke', { ...one, tokenId: other.tokenId });
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const token = await aServiceToken();
        return await losing(token.userId, () => manage('revoke', token));
      },
    ],
  });

  describe('keeps', () => {
    it('K6, T13 no request begun after the answer accepted', async () => {
      const token = await aServiceToken();
      const { after } = await staleness(
        () => api('GET', '/users/me', { as: token.value }),
        () => manage('revoke', token),
      );
      expect(after).toEqual({ 401: 8 });
    });

    it('one record when 8 revoke at once', async () => {
      const token = await aServiceToken();
      expect(statusesOf(await atOnce(8, () => manage('revoke', token)))).toEqual({ 200: 8 });
      const events = items(await api('GET', `/users/${token.userId}/events`, { as: token.owner.token }));
      expect(events.filter(({ Action }) => Action === 'revokeToken')).toHaveLength(1);
    });
  });
});
