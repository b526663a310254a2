import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { actAs, aCreatedServiceUser, unknownId } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { aMember, anAdministrator, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aPersonalToken, aServiceToken, anExpiredToken, manage } from '../support/tokens.ts';

describe('listTokens', () => {
  describe('answers', () => {
    it('K1 the tokens newest first, each with its state and without its value', async () => {
      const target = await aCreatedServiceUser();
      const first = await aServiceToken({}, target);
      const second = await aServiceToken({}, target);
      await must(200, manage('revoke', first));
      const answer = await must(
        200,
        api('GET', `/users/${target.userId}/tokens`, { as: target.owner.token }),
      );
      expect(items(answer)).toMatchObject([
        { TokenId: second.tokenId, Name: second.name, State: 'active' },
        { TokenId: first.tokenId, Name: first.name, State: 'revoked' },
      ]);
      expect(answer.body['Total']).toBe(2);
      for (const { value } of [first, second]) expect(answer.text).not.toContain(value.slice(4));
    });

    it('an expired token as expired', async () => {
      const { userId, owner } = await anExpiredToken();
      const answer = await must(200, api('GET', `/users/${userId}/tokens`, { as: owner.token }));
      expect(items(answer)).toMatchObject([{ State: 'expired' }]);
    });

    it('T14, D14 every token as revoked once its user was disabled, also after enabling', async () => {
      const { userId, owner } = await aServiceToken();
      for (const how of ['disable', 'enable']) {
        await must(200, api('POST', `/users/${userId}/${how}`, { as: owner.token }));
        const listed = await must(200, api('GET', `/users/${userId}/tokens`, { as: owner.token }));
        expect(items(listed)).toMatchObject([{ State: 'revoked' }]);
      }
    });

    it('page by page, each token once', async () => {
      const target = await aCreatedServiceUser();
      const made: string[] = [];
      for (let at = 0; at < 5; at += 1) made.unshift((await aServiceToken({}, target)).tokenId);
      const pages = await pagesOf(`/users/${target.userId}/tokens?limit=2`, target.owner.token);
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      expect(pages.flat().map(({ TokenId }) => TokenId)).toEqual(made);
    });

    it('K5 the own ones to a person and to a service user', async () => {
      const member = await aMember();
      const { tokenId } = await aPersonalToken(member);
      for (const path of ['/users/me/tokens', `/users/${member.userId}/tokens`]) {
        expect(items(await must(200, api('GET', path, { as: member.token })))).toMatchObject([
          { TokenId: tokenId },
        ]);
      }
      const { as, assumed } = await actAs();
      expect(items(await must(200, api('GET', '/users/me/tokens', { as, assumed })))).toEqual([]);
    });

    it('K11, K12 the tokens of another person to nobody', async () => {
      const { userId } = await aMember();
      for (const as of [(await aMember()).token, (await anAdministrator()).token, await asSuperAdmin()]) {
        await must(403, api('GET', `/users/${userId}/tokens`, { as }));
      }
    });

    it('H1 to whoever the service user is shared with, and to nobody without access', async () => {
      const sharedWith = await aMember();
      const { userId } = await aCreatedServiceUser({ sharedWith });
      await must(200, api('GET', `/users/${userId}/tokens`, { as: sharedWith.token }));
      await must(403, api('GET', `/users/${userId}/tokens`, { as: (await anAdministrator()).token }));
    });
  });

  refuses('listTokens', {
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () =>
        await api('GET', `/users/${unknownId.serviceUser}/tokens`, { as: (await people()).ada.token }),
    ],
    'cursor-not-valid': [
      400,
      'the cursor of another list',
      async () => {
        const target = await aCreatedServiceUser();
        await aServiceToken({}, target);
        await aServiceToken({}, target);
        const { ada } = await people();
        const page = await must(200, api('GET', `/users/${target.userId}/tokens?limit=1`, { as: ada.token }));
        const cursor = encodeURIComponent(String(page.body['NextCursor']));
        const { userId } = await aCreatedServiceUser();
        return await api('GET', `/users/${userId}/tokens?cursor=${cursor}`, { as: ada.token });
      },
    ],
  });

  describe('keeps', () => {
    it('K9 LastUsedAt at null until the token was used', async () => {
      const { userId, owner, value, tokenId } = await aServiceToken();
      const lastUsed = async () =>
        items(await must(200, api('GET', `/users/${userId}/tokens`, { as: owner.token }))).find(
          ({ TokenId }) => TokenId === tokenId,
        )?.['LastUsedAt'];
      await must(403, api('POST', '/users', { as: value, body: { Name: 'no' } }));
      await must(400, api('GET', '/users?limit=0', { as: value }));
      await must(404, api('GET', `/users/${unknownId.serviceUser}`, { as: value }));
      await must(403, api('POST', '/applications/mdm/token', { as: value, body: {} }));
      const taken = await aServiceToken({}, { userId, owner, name: '' });
      const body = { Name: 'mine' };
      await must(201, api('POST', '/users/me/tokens', { as: taken.value, body }));
      await must(409, api('POST', '/users/me/tokens', { as: value, body }));
      expect(await lastUsed()).toBeNull();
      await must(200, api('GET', '/users/me', { as: value }));
      expect(Date.parse(String(await lastUsed()))).toBeGreaterThan(Date.now() - 60_000);
    });
  });
});
