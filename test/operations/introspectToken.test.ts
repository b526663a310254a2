import { describe, expect, it } from 'vitest';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { aCreatedServiceUser, assume } from '../support/created.ts';
import {
  accessToken,
  aClient,
  basic,
  introspected,
  oauth,
  ourIssuer,
  type Client,
} from '../support/oauth.ts';
import { aMember, inMode, people } from '../support/people.ts';

describe('introspectToken', () => {
  it('answers whose an access token is, with the permissions of its role now', async () => {
    const client = await aClient();
    const token = await accessToken(client);
    expect(await introspected(client, token)).toMatchObject({
      active: true,
      sub: client.userId,
      client_id: client.userId,
      username: `${client.name}@service`,
      iss: ourIssuer(),
      aud: ourIssuer(),
      token_use: 'access',
      role_id: 'SystemRole-DefaultUsers',
      IsServiceUser: true,
    });
  });

  it('RFC 8693 answers act for an assumed service user, to any bearer', async () => {
    const { ada } = await people();
    const target = await aCreatedServiceUser();
    const token = field(await must(201, assume(ada, target)), 'Token');
    const asked = { Authorization: `Bearer ${(await aMember()).token}` };
    const answer = await must(200, oauth('/oauth2/introspect', { token }, asked));
    expect(answer.body).toMatchObject({ active: true, sub: target.userId, act: { sub: ada.userId } });
  });

  it('answers for long-lived tokens, tokens of the mode and of applications', async () => {
    const client = await aClient();
    expect(await introspected(client, client.secret)).toMatchObject({
      active: true,
      sub: client.userId,
      jti: client.tokenId,
      token_use: 'service',
    });
    const { ada } = await people();
    expect(await introspected(client, await inMode(ada))).toMatchObject({ active: true, sub: ada.userId });
    const app = client.name;
    await must(200, api('PUT', `/applications/${app}`, { as: client.as, body: { Name: 'Reports' } }));
    const issued = await must(
      201,
      api('POST', `/applications/${app}/token`, { as: client.secret, body: {} }),
    );
    expect(await introspected(client, field(issued, 'Token'))).toMatchObject({ active: true, aud: app });
  });

  it('RFC 7662 answers nothing but inactive for what is unknown, dead or not ours', async () => {
    const client = await aClient();
    const { ada } = await people();
    const token = await accessToken(client);
    const ended = await accessToken(client);
    await must(200, oauth('/oauth2/revoke', { token: ended }, basic(client.userId, client.secret)));
    const others = ['', 'x.y.z', `${token.slice(0, -4)}AAAA`, ada.token, ended].filter((one) => one !== '');
    for (const one of others) expect(await introspected(client, one)).toEqual({ active: false });
    await must(200, api('POST', `/users/${client.userId}/disable`, { as: client.as }));
    const asker = await aClient();
    expect(await introspected(asker, token)).toEqual({ active: false });
    expect(await introspected(asker, client.secret)).toEqual({ active: false });
  });

  it('answers only who is known', async () => {
    const { body, status } = await oauth('/oauth2/introspect', { token: 'x' });
    expect([status, body['error']]).toEqual([401, 'invalid_client']);
    const bad = await oauth('/oauth2/introspect', { token: 'x' }, { Authorization: 'Bearer x' });
    expect([bad.status, bad.body['error']]).toEqual([401, 'invalid_client']);
    // RFC 7662 section 2.3: a bad bearer token is told as RFC 6750 section 3 says.
    expect(bad.headers.get('x-amzn-remapped-www-authenticate')).toBe(
      'Bearer realm="service-users", error="invalid_token"',
    );
  });
});

describe('a client', () => {
  const form = { token: 'unknown' };
  const trade = { grant_type: 'client_credentials' };
  const ways: [string, (client: Client) => Promise<Answer>][] = [
    ['client credentials', ({ userId, secret }) => oauth('/oauth2/token', trade, basic(userId, secret))],
    ['introspection', ({ userId, secret }) => oauth('/oauth2/introspect', form, basic(userId, secret))],
    ['revocation', ({ userId, secret }) => oauth('/oauth2/revoke', form, basic(userId, secret))],
    [
      'introspection, as a bearer',
      ({ secret }) => oauth('/oauth2/introspect', form, { Authorization: `Bearer ${secret}` }),
    ],
  ];

  it.each(ways)('K9 is active, and its token used, where it proves itself with it: %s', async (_, ask) => {
    const client = await aClient();
    const { userId, tokenId, as } = client;
    const seen = async () => {
      const [tokens, user] = await Promise.all([
        must(200, api('GET', `/users/${userId}/tokens`, { as })),
        must(200, api('GET', `/users/${userId}`, { as })),
      ]);
      const token = items(tokens).find(({ TokenId }) => TokenId === tokenId);
      return [token?.['LastUsedAt'], user.body['LastActiveAt']];
    };
    await must(400, oauth('/oauth2/introspect', {}, basic(userId, client.secret)));
    await must(401, oauth('/oauth2/token', { ...trade, client_id: userId, client_secret: 'x' }));
    expect(await seen()).toEqual([null, null]);
    await must(200, ask(client));
    for (const at of await seen()) expect(Date.parse(String(at))).toBeGreaterThan(Date.now() - 60_000);
  });
});
