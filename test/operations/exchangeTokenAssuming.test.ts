import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { accessToken, aClient, oauth, ourIssuer, type Client } from '../support/oauth.ts';
import { aMember, inMode, people } from '../support/people.ts';

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const types = 'urn:ietf:params:oauth:token-type';

function refusal({ status, body }: Answer): [number, unknown] {
  return [status, body['error']];
}

describe('exchangeToken: private_key_jwt', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  async function registered(): Promise<Client & { readonly kid: string }> {
    const client = await aClient();
    const body = { Name: 'ci', Jwk: publicKey.export({ format: 'jwk' }) };
    const key = await must(201, api('POST', `/users/${client.userId}/client-keys`, { as: client.as, body }));
    return { ...client, kid: field(key, 'ClientKeyId') };
  }

  function assertion(
    { userId, kid }: { userId: string; kid: string },
    claims: Readonly<Record<string, unknown>> = {},
    key = privateKey,
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const full = { iss: userId, sub: userId, aud: ourIssuer(), exp: now + 60, jti: randomUUID(), ...claims };
    return new SignJWT(full).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
  }

  async function get(client_assertion: string): Promise<Answer> {
    return await oauth('/oauth2/token', {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
    });
  }

  it('answers an access token, which ends when the key is removed', async () => {
    const client = await registered();
    const as = field(await must(200, get(await assertion(client))), 'access_token');
    await must(200, api('GET', '/users/me', { as }));
    const path = `/users/${client.userId}/client-keys`;
    expect(items(await must(200, api('GET', path, { as: client.as })))).toMatchObject([
      { ClientKeyId: client.kid, Algorithm: 'ES256' },
    ]);
    await must(204, api('DELETE', `${path}/${client.kid}`, { as: client.as }));
    expect((await api('GET', '/users/me', { as })).status).toBe(401);
  });

  it('T13 answers no access token while the service user is disabled, and one by the same key when it is enabled', async () => {
    const client = await registered();
    const turn = (how: string) => must(200, api('POST', `/users/${client.userId}/${how}`, { as: client.as }));
    await turn('disable');
    expect(refusal(await get(await assertion(client)))).toEqual([401, 'invalid_client']);
    await turn('enable');
    await must(200, get(await assertion(client)));
  });

  it('RFC 7523 accepts an assertion once, also when it comes twelve times at once', async () => {
    const client = await registered();
    const token = await assertion(client);
    const answers = await atOnce(12, () => get(token));
    expect(statusesOf(answers)).toEqual({ 200: 1, 401: 11 });
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['for another audience', { aud: 'https://other.example.com' }],
    ['for us and another', { aud: ['https://other.example.com', 'x'] }],
    ['that has ended', { exp: 1 }],
    ['that lives too long', { exp: Math.floor(Date.now() / 1000) + 3600 }],
    ['without an end', { exp: undefined }],
    ['without an id', { jti: undefined }],
    ['about somebody else', { sub: 'svc_01jdb9q6w8e5kr3x7h2m4n0vtz' }],
    ['of the future', { iat: Math.floor(Date.now() / 1000) + 3600 }],
  ])('refuses an assertion %s', async (_, claims) => {
    const client = await registered();
    expect(refusal(await get(await assertion(client, claims)))).toEqual([401, 'invalid_client']);
  });

  it('refuses an assertion signed with another key', async () => {
    const client = await registered();
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect(refusal(await get(await assertion(client, {}, other)))).toEqual([401, 'invalid_client']);
  });
});

describe('exchangeToken: assuming', () => {
  async function assumeBy(
    actor: string,
    userId: string,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return await oauth('/oauth2/token', {
      grant_type: exchange,
      subject_token: userId,
      subject_token_type: 'urn:service-users:token-type:user-id',
      actor_token: actor,
      actor_token_type: `${types}:access_token`,
      ...fields,
    });
  }

  it('answers the same as POST /users/{id}/auth-token, with act', async () => {
    const sharedWith = await aMember();
    const { userId } = await aCreatedServiceUser({ sharedWith });
    const answer = await must(
      200,
      assumeBy(sharedWith.token, userId, { duration_minutes: '5', reason: 'why' }),
    );
    expect(answer.body).toMatchObject({ issued_token_type: `${types}:access_token`, expires_in: 300 });
    const token = field(answer, 'access_token');
    expect(decodeJwt(token)).toMatchObject({
      sub: userId,
      act: { sub: sharedWith.userId },
      token_use: 'assume',
    });
    const me = await must(200, api('GET', '/users/me', { as: token }));
    expect(me.body['AssumedBy']).toMatchObject({ UserId: sharedWith.userId });
    const sessions = items(await api('GET', `/users/${userId}/sessions`, { as: sharedWith.token }));
    expect(sessions).toMatchObject([{ PersonId: sharedWith.userId, Reason: 'why' }]);
  });

  it.each([
    ['a line break', 'nightly\nload'],
    ['an escape', '\u001b[2J'],
    ['NUL', 'a\u0000b'],
    ['a line separator', 'a\u2028b'],
    ['more than 1000 characters', 'x'.repeat(1001)],
  ])('takes no reason with %s, as POST /users/{id}/auth-token does not', async (_, reason) => {
    const sharedWith = await aMember();
    const { userId } = await aCreatedServiceUser({ sharedWith });
    const exchanged = await assumeBy(sharedWith.token, userId, { reason });
    expect(refusal(exchanged)).toEqual([400, 'invalid_request']);
    expect(exchanged.body['error_description']).toMatch(/^reason: /);
    const body = { Reason: reason };
    const posted = await api('POST', `/users/${userId}/auth-token`, { as: sharedWith.token, body });
    expect([posted.status, posted.body['errors']]).toMatchObject([400, [{ path: 'Reason' }]]);
    expect(items(await api('GET', `/users/${userId}/sessions`, { as: sharedWith.token }))).toEqual([]);
  });

  it('T2, T3, T16 refuses who may not, and an actor or subject that is not good', async () => {
    const [stranger, target, client] = await Promise.all([aMember(), aCreatedServiceUser(), aClient()]);
    const mode = await inMode((await people()).ada);
    const cases = await Promise.all([
      assumeBy(stranger.token, target.userId),
      assumeBy(client.secret, target.userId),
      assumeBy(await accessToken(client), client.userId),
      assumeBy('rubbish', target.userId),
      assumeBy(mode, stranger.userId),
      assumeBy(mode, 'svc_01jdb9q6w8e5kr3x7h2m4n0vtz'),
      assumeBy(mode, target.userId, { audience: 'mdm' }),
      assumeBy(mode, target.userId, { role: 'SystemRole-Managers' }),
      // RFC 8707: a token is for one audience.
      assumeBy(mode, target.userId, { audience: ourIssuer(), resource: 'elsewhere' }),
    ]);
    expect(cases.map(({ body }) => body['error'])).toEqual([
      'unauthorized_client',
      'unauthorized_client',
      'unauthorized_client',
      'invalid_request',
      'invalid_request',
      'invalid_request',
      'invalid_target',
      'invalid_request',
      'invalid_target',
    ]);
  });
});
