import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { people } from '../support/people.ts';
import { aServiceToken, createToken } from '../support/tokens.ts';

describe('the trail of a user', () => {
  it('says who made which token', async () => {
    const { ada } = await people();
    const { userId, tokenId, name } = await aServiceToken({ ExpiresInDays: null });
    const [event] = items(await must(200, api('GET', `/users/${userId}/events`, { as: ada.token })));
    expect(event).toMatchObject({
      Action: 'createToken',
      ActorId: ada.userId,
      TargetId: userId,
      Detail: { tokenId, name, kind: 'service' },
    });
  });

  it('names the token by which something was done', async () => {
    const { ada } = await people();
    const { userId, tokenId, value } = await aServiceToken();
    await must(201, createToken('me', {}, { as: value }));
    const [event] = items(await must(200, api('GET', `/users/${userId}/events`, { as: ada.token })));
    expect(event).toMatchObject({ ActorId: userId, ServiceUserId: userId, TokenId: tokenId });
  });
});
