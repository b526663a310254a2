import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { aCreatedServiceUser, assume } from '../support/created.ts';
import { accessToken, aClient, basic, introspected, oauth } from '../support/oauth.ts';
import { aMember } from '../support/people.ts';
import { aServiceToken } from '../support/tokens.ts';

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

describe('revokeOAuthToken', () => {
  it('RFC 7009 ends an access token of the client at once, and answers the same when there is nothing to end', async () => {
    const client = await aClient();
    const token = await accessToken(client);
    await must(200, api('GET', '/users/me', { as: token }));
    for (const text of [token, token, 'unknown', 'sut_unknown']) {
      const credentials = basic(client.userId, client.secret);
      const answer = await oauth(
        '/oauth2/revoke',
        { token: text, token_type_hint: 'refresh_token' },
        credentials,
      );
      expect([answer.status, answer.body]).toEqual([200, {}]);
    }
    expect((await api('GET', '/users/me', { as: token })).status).toBe(401);
  });

  it('ends a leaked long-lived token by mere possession, with all that came from it', async () => {
    const client = await aClient();
    const token = await accessToken(client);
    await must(200, oauth('/oauth2/revoke', { token: client.secret }));
    expect((await api('GET', '/users/me', { as: client.secret })).status).toBe(401);
    expect((await api('GET', '/users/me', { as: token })).status).toBe(401);
    const tokens = items(await api('GET', `/users/${client.userId}/tokens`, { as: client.as }));
    expect(tokens).toMatchObject([{ TokenId: client.tokenId, State: 'revoked' }]);
    const events = items(await api('GET', `/users/${client.userId}/events`, { as: client.as }));
    expect(events[0]).toMatchObject({ Action: 'revokeOAuthToken', TokenId: client.tokenId });
    await must(200, oauth('/oauth2/revoke', { token: client.secret }));
  });

  it('records who ended a leaked token where they said so: a person, or a client with a token of its own', async () => {
    const [finder, client, other] = await Promise.all([aMember(), aClient(), aClient()]);
    const another = await aServiceToken({}, client);
    const trail = async () => items(await api('GET', `/users/${client.userId}/events`, { as: client.as }))[0];
    await must(200, oauth('/oauth2/revoke', { token: another.value }, bearer(finder.token)));
    expect(await trail()).toMatchObject({
      Action: 'revokeOAuthToken',
      ActorId: finder.userId,
      RoleId: 'SystemRole-DefaultUsers',
      Detail: { tokenId: another.tokenId },
    });
    expect(await trail()).not.toHaveProperty('ServiceUserId');
    expect(await trail()).not.toHaveProperty('TokenId');
    await must(200, oauth('/oauth2/revoke', { token: client.secret }, basic(other.userId, other.secret)));
    expect(await trail()).toMatchObject({
      ActorId: other.userId,
      ServiceUserId: other.userId,
      TokenId: other.tokenId,
      Detail: { tokenId: client.tokenId },
    });
    const [used] = items(await api('GET', `/users/${other.userId}/tokens`, { as: other.as }));
    expect(used?.['LastUsedAt']).not.toBeNull();
  });

  it('ends a token of an assumed service user by the person, and by others with access', async () => {
    const [sharedWith, stranger] = await Promise.all([aMember(), aMember()]);
    const target = await aCreatedServiceUser({ sharedWith });
    const tokens = [await must(201, assume(sharedWith, target)), await must(201, assume(sharedWith, target))];
    const [own = '', other = ''] = tokens.map((answer) => field(answer, 'Token'));
    const refused = await oauth('/oauth2/revoke', { token: own }, bearer(stranger.token));
    expect([refused.status, refused.body['error']]).toEqual([400, 'unauthorized_client']);
    await must(200, oauth('/oauth2/revoke', { token: own }, bearer(sharedWith.token)));
    await must(200, oauth('/oauth2/revoke', { token: other }, bearer(target.owner.token)));
    const client = await aClient();
    expect(await introspected(client, own)).toEqual({ active: false });
    expect(await introspected(client, other)).toEqual({ active: false });
  });

  it('refuses a JWT of somebody else, without credentials, and with bad ones', async () => {
    const [client, other] = await Promise.all([aClient(), aClient()]);
    const token = await accessToken(client);
    const cases = await Promise.all([
      oauth('/oauth2/revoke', { token }, basic(other.userId, other.secret)),
      oauth('/oauth2/revoke', { token }),
      oauth('/oauth2/revoke', { token: client.secret }, basic(other.userId, client.secret)),
      oauth('/oauth2/revoke', {}),
    ]);
    expect(cases.map(({ body }) => body['error'])).toEqual([
      'unauthorized_client',
      'invalid_client',
      'invalid_client',
      'invalid_request',
    ]);
    expect(await introspected(client, token)).toMatchObject({ active: true });
  });
});
