import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  assumed,
  clientCredentials,
  federation,
  githubActions,
  serviceToken,
  serviceUsers,
  staticToken,
  type Client,
  type Credentials,
} from '../../client/index.ts';
import { expressGuard, tokenVerifier, type Identity } from '../../client/verify.ts';
import { tokenExchange, tokenTypes } from '../../shared/contract/oauth.ts';
import { api, field, must } from '../support/api.ts';
import { aCreatedServiceUser, assumedToken } from '../support/created.ts';
import { loopback } from '../support/loopback.ts';
import { accessToken, aClient, basic, oauth, ourIssuer } from '../support/oauth.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { aMember } from '../support/people.ts';

/** The library as an integration uses it, at the product under test. */
function using(credentials: Credentials): Client {
  return serviceUsers({ baseUrl: ourIssuer(), credentials, retries: 0 });
}

/** Who the product says that those credentials are. */
async function meBy(credentials: Credentials) {
  return (await using(credentials).getMe()).body;
}

describe('client credentials', () => {
  it('run as the service user with short-lived tokens, got anew as they age', async () => {
    const { userId, name, secret } = await aClient();
    let now = Date.now();
    const credentials = clientCredentials({
      ...{ baseUrl: ourIssuer(), clientId: `${name}@service`, clientSecret: secret },
      now: () => now,
    });
    expect(await meBy(credentials)).toMatchObject({ UserId: userId, IsServiceUser: true });
    const first = await credentials();
    now += 47 * 60_000;
    expect(await credentials()).toEqual(first);
    now += 60_000;
    expect(await credentials()).not.toEqual(first);
    expect(await meBy(credentials)).toMatchObject({ UserId: userId });
  });

  it('may be narrowed, and end with the service token', async () => {
    const { userId, secret, tokenId, as } = await aClient();
    const options = { baseUrl: ourIssuer(), clientId: userId, clientSecret: secret };
    const library = using(clientCredentials({ ...options, scope: 'users.view' }));
    await library.getMe();
    await expect(library.listResources()).rejects.toMatchObject({ code: 'not-allowed', status: 403 });
    await must(200, api('POST', `/users/${userId}/tokens/${tokenId}/revoke`, { as }));
    const refused = { code: 'oauth-refused', status: 401, title: 'invalid_client' };
    await expect(library.getMe()).rejects.toMatchObject(refused);
    await expect(clientCredentials(options)()).rejects.toMatchObject(refused);
  });

  it('go on after a rotation without overlap, with the secret that is kept by then', async () => {
    const { userId, secret, tokenId, as } = await aClient();
    const kept = { secret };
    const options = { baseUrl: ourIssuer(), clientId: userId, clientSecret: () => kept.secret };
    const library = using(clientCredentials(options));
    await library.getMe();
    const rotate = `/users/${userId}/tokens/${tokenId}/rotate`;
    kept.secret = field(await must(200, api('POST', rotate, { as, body: {} })), 'Token');
    expect((await library.getMe()).body).toMatchObject({ UserId: userId });
  });
});

describe('federation', () => {
  let outside: OidcIssuer;
  beforeAll(async () => {
    outside = await oidcIssuer();
  });
  afterAll(() => outside.close());

  const audience = 'https://service-users.example.com';
  const job = (aud: unknown) => outside.idToken({ aud, repository: 'acme/warehouse', jti: randomUUID() });

  async function trusting(): Promise<{ clientId: string; rule: string; as: string }> {
    const sharedWith = await aMember();
    const { userId, name } = await aCreatedServiceUser({ sharedWith });
    const body = {
      Name: 'ci',
      Issuer: outside.url,
      Audience: audience,
      Conditions: [{ Claim: 'repository', Equals: 'acme/warehouse' }],
    };
    const as = sharedWith.token;
    const path = `/users/${userId}/trust-rules`;
    const made = await must(201, api('POST', path, { as, body }));
    return { clientId: `${name}@service`, rule: `${path}/${field(made, 'TrustRuleId')}`, as };
  }

  it('runs a GitHub job as the service user that trusts it, with no secret stored', async () => {
    const { clientId } = await trusting();
    const runner = await loopback(({ url }) =>
      Response.json({ value: job(url.searchParams.get('audience')) }),
    );
    const environment = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${runner.url}/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-runner',
    };
    const subjectToken = githubActions({ audience, environment });
    let now = Date.now();
    const credentials = federation({ baseUrl: ourIssuer(), clientId, subjectToken, now: () => now });
    expect(await meBy(credentials)).toMatchObject({ UserName: clientId, IsServiceUser: true });
    now += 50 * 60_000;
    expect(await meBy(credentials)).toMatchObject({ UserName: clientId });
    expect(runner.seen).toHaveLength(2);
  });

  it('ends with its trust rule', async () => {
    const { clientId, rule, as } = await trusting();
    const options = { baseUrl: ourIssuer(), clientId, subjectToken: () => job(audience) };
    const library = using(federation(options));
    await library.getMe();
    await must(204, api('DELETE', rule, { as }));
    const refused = { code: 'oauth-refused', status: 400, title: 'invalid_request' };
    await expect(library.getMe()).rejects.toMatchObject(refused);
    await expect(federation(options)()).rejects.toMatchObject(refused);
  });
});

describe('assuming', () => {
  it('runs as the service user in the name of the person, beside the person’s own credential', async () => {
    const member = await aMember();
    const { userId } = await aCreatedServiceUser({ sharedWith: member });
    const person = staticToken(member.token);
    const credentials = assumed({ api: using(person), person, userId, minutes: 5, reason: 'nightly load' });
    expect(await meBy(credentials)).toMatchObject({ UserId: userId, AssumedBy: { UserId: member.userId } });
    expect(await credentials()).toMatchObject({ authorization: `Bearer ${member.token}` });
    await must(200, api('POST', `/users/${userId}/disable`, { as: member.token }));
    await expect(using(credentials).getMe()).rejects.toMatchObject({ code: 'user-disabled' });
  });
});

describe('the OAuth methods', () => {
  it('get and introspect a token by the proof in the form, whoever the client runs as', async () => {
    const [{ userId, secret }, member] = await Promise.all([aClient(), aMember()]);
    const target = await aCreatedServiceUser({ sharedWith: member });
    const library = using(staticToken(member.token));
    const proof = { client_id: userId, client_secret: secret };
    const own = { grant_type: 'client_credentials', ...proof };
    const assuming = {
      ...{ grant_type: tokenExchange, subject_token_type: tokenTypes.userId, subject_token: target.userId },
      ...{ actor_token_type: tokenTypes.accessToken, actor_token: member.token },
    };
    const subject = async (exchange: Readonly<Record<string, string>>, by: object) => {
      const { body } = await library.exchangeToken({ body: exchange });
      return (await library.introspectToken({ body: { token: body.access_token, ...by } })).body.sub;
    };
    expect([await subject(own, proof), await subject(assuming, {})]).toEqual([userId, target.userId]);
  });

  it('get, introspect and revoke a token with forms, and say why not', async () => {
    const { userId, secret } = await aClient();
    const { Authorization: authorization = '' } = basic(userId, secret);
    const library = using(() => ({ authorization }));
    const { body: got } = await library.exchangeToken({
      body: { grant_type: 'client_credentials', scope: 'users.view' },
    });
    const token = got.access_token;
    expect(await meBy(staticToken(token))).toMatchObject({ UserId: userId });
    const alive = await library.introspectToken({ body: { token } });
    expect(alive.body).toMatchObject({ active: true, sub: userId, scope: 'users.view' });
    await library.revokeOAuthToken({ body: { token } });
    expect((await library.introspectToken({ body: { token } })).body).toEqual({ active: false });
    await expect(library.exchangeToken({ body: { grant_type: 'password' } })).rejects.toMatchObject({
      code: 'oauth-refused',
      status: 400,
      title: 'unsupported_grant_type',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });
});

describe('a service behind the verifying middleware that asks us about every token', () => {
  const verifierOf = ({ userId: clientId, secret: clientSecret }: Record<'userId' | 'secret', string>) =>
    tokenVerifier({ issuer: ourIssuer(), introspection: { clientId, clientSecret } });

  /** A service of the platform that answers whom it lets in. */
  async function aService(asker: { userId: string; secret: string }) {
    const guard = expressGuard(verifierOf(asker), { permission: 'users.view' });
    const server = createServer((request, response) => {
      void guard(request, response, () =>
        response.end(JSON.stringify((request as { identity?: Identity }).identity)),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    return async (token: string) => {
      const answer = await fetch(url, { headers: { 'x-amorphic-service-user': token } });
      const body = (await answer.json()) as Partial<Identity>;
      return { status: answer.status, userId: body.userId, actor: body.actor };
    };
  }

  it('lets in access tokens, service tokens and assumed service users, with their actor', async () => {
    const [asker, client, member] = await Promise.all([aClient(), aClient(), aMember()]);
    const target = await aCreatedServiceUser({ sharedWith: member });
    const call = await aService(asker);
    const { userId } = client;
    expect(await call(await accessToken(client))).toEqual({ status: 200, userId, actor: undefined });
    expect(await call(client.secret)).toEqual({ status: 200, userId, actor: undefined });
    expect(await call(await assumedToken(member, target))).toEqual({
      status: 200,
      userId: target.userId,
      actor: member.userId,
    });
  });

  it('lets in a service token that never ends, and refuses what is no token as such', async () => {
    const [asker, client] = await Promise.all([aClient(), aClient({ ExpiresInDays: null })]);
    const call = await aService(asker);
    expect(await call(client.secret)).toMatchObject({ status: 200, userId: client.userId });
    expect(await call('')).toMatchObject({ status: 401 });
    const tooLong = verifierOf(asker).verify('a'.repeat(16_385));
    await expect(tooLong).rejects.toMatchObject({ status: 401 });
  });

  it('T13 learns at the next request of a revocation and of a disabled user', async () => {
    const [asker, client] = await Promise.all([aClient(), aClient()]);
    const call = await aService(asker);
    const [revoked, disabled] = [await accessToken(client), await accessToken(client)];
    expect([(await call(revoked)).status, (await call(disabled)).status]).toEqual([200, 200]);
    await must(200, oauth('/oauth2/revoke', { token: revoked }, basic(client.userId, client.secret)));
    expect([(await call(revoked)).status, (await call(disabled)).status]).toEqual([401, 200]);
    await must(200, api('POST', `/users/${client.userId}/disable`, { as: client.as }));
    expect([(await call(disabled)).status, (await call(client.secret)).status]).toEqual([401, 401]);
  });

  it('lets nobody in when it may not ask any longer', async () => {
    const [asker, client] = await Promise.all([aClient(), aClient()]);
    const call = await aService(asker);
    const token = await accessToken(client);
    expect((await call(token)).status).toBe(200);
    await must(200, oauth('/oauth2/revoke', { token: asker.secret }));
    expect((await call(token)).status).toBe(503);
    expect(await meBy(serviceToken(client.secret))).toMatchObject({ UserId: client.userId });
  });
});
