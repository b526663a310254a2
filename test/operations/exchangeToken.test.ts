import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import {
  accessToken,
  aClient,
  basic,
  introspected,
  oauth,
  ourIssuer,
  type Client,
} from '../support/oauth.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { aMember, inMode, people } from '../support/people.ts';

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const types = 'urn:ietf:params:oauth:token-type';

function refusal({ status, body }: Answer): [number, unknown] {
  return [status, body['error']];
}

interface Cost {
  readonly requestId: string;
  readonly dynamodb: { readonly roundTrips: number };
  readonly kms: { readonly calls: number };
}

/** What a request cost, by the one line that its function logged of it. */
async function costOf(answer: Answer): Promise<Cost> {
  const id = answer.headers.get('x-amzn-requestid') ?? '';
  const lines = (await readFile(inject('product').log, 'utf8'))
    .split('\n')
    .filter((line) => line.includes(id));
  const line = lines.find((text) => text.includes('"message":"request"'));
  if (line === undefined) throw new Error(`no line of the request ${id}`);
  return JSON.parse(line) as Cost;
}

describe('exchangeToken: client credentials', () => {
  const form = { grant_type: 'client_credentials' };

  it('answers an access token of the service user, by Basic and by body, by id and by name', async () => {
    const client = await aClient();
    const name = `${client.name}@service`;
    const answers = await Promise.all([
      oauth('/oauth2/token', form, basic(client.userId, client.secret)),
      oauth('/oauth2/token', form, basic(name, client.secret)),
      oauth('/oauth2/token', { ...form, client_id: name, client_secret: client.secret }),
    ]);
    for (const answer of answers) {
      expect(answer.status, answer.text).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
      const claims = decodeJwt(field(answer, 'access_token'));
      expect(claims).toMatchObject({
        iss: ourIssuer(),
        aud: ourIssuer(),
        sub: client.userId,
        client_id: client.userId,
        token_use: 'access',
        role_id: 'SystemRole-DefaultUsers',
        IsServiceUser: true,
      });
      expect(claims).not.toHaveProperty('act');
    }
  });

  it('T12 the API accepts it as the service user, which still may never do what only people may', async () => {
    const client = await aClient();
    const as = await accessToken(client);
    const me = await must(200, api('GET', '/users/me', { as }));
    expect(me.body).toMatchObject({ UserId: client.userId, IsServiceUser: true });
    const refused = await api('POST', '/users', { as, body: { Name: 'another' } });
    expect([refused.status, refused.body['code']]).toEqual([403, 'not-for-service-users']);
  });

  it('T13 it ends with its service token, and with the service user', async () => {
    const client = await aClient();
    const as = await accessToken(client);
    await must(200, api('GET', '/users/me', { as }));
    await must(
      200,
      api('POST', `/users/${client.userId}/tokens/${client.tokenId}/revoke`, { as: client.as }),
    );
    expect((await api('GET', '/users/me', { as })).status).toBe(401);
    const other = await aClient();
    const second = await accessToken(other);
    await must(200, api('POST', `/users/${other.userId}/disable`, { as: other.as }));
    await must(200, api('POST', `/users/${other.userId}/enable`, { as: other.as }));
    expect((await api('GET', '/users/me', { as: second })).status).toBe(401);
  });

  it('scope may only narrow, and then makes no long-lived token', async () => {
    const client = await aClient();
    const as = await accessToken(client, { scope: 'users.view' });
    expect(decodeJwt(as)['scope']).toBe('users.view');
    expect((await introspected(client, as))['scope']).toBe('users.view');
    expect((await api('GET', '/resources', { as })).status).toBe(403);
    const made = await api('POST', '/users/me/tokens', { as, body: { Name: 'wider' } });
    expect([made.status, made.body['code']]).toEqual([403, 'not-allowed']);
    const wider = await oauth(
      '/oauth2/token',
      { ...form, scope: 'users.manage' },
      basic(client.userId, client.secret),
    );
    expect(refusal(wider)).toEqual([400, 'invalid_scope']);
  });

  it('T1 lives as long as asked, and never longer than 180 minutes', async () => {
    const client = await aClient();
    const credentials = basic(client.userId, client.secret);
    const short = await must(200, oauth('/oauth2/token', { ...form, duration_minutes: '5' }, credentials));
    expect(short.body['expires_in']).toBe(300);
    for (const duration_minutes of ['0', '181', '1.5', '-1', '1e1', '05', 'x']) {
      expect(refusal(await oauth('/oauth2/token', { ...form, duration_minutes }, credentials))).toEqual([
        400,
        'invalid_request',
      ]);
    }
  });

  it('RFC 8707 is for our issuer or a registered application that is not for people only', async () => {
    const client = await aClient();
    const credentials = basic(client.userId, client.secret);
    const ours = await oauth('/oauth2/token', { ...form, resource: ourIssuer() }, credentials);
    expect(ours.status, ours.text).toBe(200);
    for (const audience of ['https://other.example.com', 'mdm', 'not-registered']) {
      expect(refusal(await oauth('/oauth2/token', { ...form, audience }, credentials))).toEqual([
        400,
        'invalid_target',
      ]);
    }
    const app = `app-${randomUUID().slice(0, 8)}`;
    await must(200, api('PUT', `/applications/${app}`, { as: client.as, body: { Name: 'Reports' } }));
    const token = await accessToken(client, { audience: app });
    expect(decodeJwt(token).aud).toBe(app);
    expect((await api('GET', '/users/me', { as: token })).status).toBe(401);
  });

  it('costs at most two round trips to DynamoDB, and one signature', async () => {
    const client = await aClient();
    for (const id of [client.userId, `${client.name}@service`]) {
      const answer = await must(200, oauth('/oauth2/token', form, basic(id, client.secret)));
      const { dynamodb, kms } = await costOf(answer);
      expect(dynamodb.roundTrips).toBeLessThanOrEqual(2);
      expect(kms.calls).toBe(1);
    }
  });

  it.each([
    ['a wrong secret', (client: Client) => basic(client.userId, client.secret.replace(/.$/, '!'))],
    ['the token of another', (client: Client) => basic('svc_01jdb9q6w8e5kr3x7h2m4n0vtz', client.secret)],
    ['no colon', () => ({ Authorization: 'Basic bm9jb2xvbg==' })],
    ['another scheme', () => ({ Authorization: 'Digest x' })],
  ])('refuses %s with invalid_client', async (_, header) => {
    const answer = await oauth('/oauth2/token', form, header(await aClient()));
    expect(refusal(answer)).toEqual([401, 'invalid_client']);
    expect(answer.headers.get('x-amzn-remapped-www-authenticate')).toMatch(/^Basic realm=/);
  });

  it('refuses a personal token as a secret: it is of who holds it, not of a client', async () => {
    const client = await aClient();
    const as = await accessToken(client);
    const made = await must(
      201,
      api('POST', '/users/me/tokens', { as, body: { Name: 'own', RoleId: 'SystemRole-DefaultUsers' } }),
    );
    const answer = await oauth('/oauth2/token', form, basic(client.userId, field(made, 'Token')));
    expect(refusal(answer)).toEqual([401, 'invalid_client']);
  });

  it.each([
    ['two ways of authentication', 'grant_type=client_credentials&client_id=x&client_secret=y', true],
    ['a repeated field', 'grant_type=client_credentials&grant_type=client_credentials', false],
    ['no grant type', 'client_id=x', false],
  ])('refuses %s with invalid_request', async (_, text, withHeader) => {
    const client = await aClient();
    const headers = withHeader ? basic(client.userId, client.secret) : {};
    expect(refusal(await oauth('/oauth2/token', text, headers))).toEqual([400, 'invalid_request']);
  });

  it('refuses other grants, and a body that is no form', async () => {
    expect(refusal(await oauth('/oauth2/token', { grant_type: 'password' }))).toEqual([
      400,
      'unsupported_grant_type',
    ]);
    const json = await oauth('/oauth2/token', '{}', { 'Content-Type': 'application/json' });
    expect(refusal(json)).toEqual([400, 'invalid_request']);
  });
});

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
    ]);
  });
});

describe('exchangeToken: workload identity federation', () => {
  let outside: OidcIssuer;
  beforeAll(async () => {
    outside = await oidcIssuer();
  });
  afterAll(() => outside.close());

  const audience = 'https://service-users.example.com';

  async function trusting(
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<Client & { path: string; ruleId: string }> {
    const client = await aClient();
    const path = `/users/${client.userId}/trust-rules`;
    const body = {
      Name: 'ci',
      Issuer: outside.url,
      Audience: audience,
      Conditions: [{ Claim: 'repository', Equals: 'acme/warehouse' }],
      ...fields,
    };
    const rule = await must(201, api('POST', path, { as: client.as, body }));
    return { ...client, path, ruleId: field(rule, 'TrustRuleId') };
  }

  function job(claims: Readonly<Record<string, unknown>> = {}): string {
    return outside.idToken({ aud: audience, repository: 'acme/warehouse', jti: randomUUID(), ...claims });
  }

  async function federate(client_id: string, subject_token: string, fields = {}): Promise<Answer> {
    return await oauth('/oauth2/token', {
      grant_type: exchange,
      client_id,
      subject_token,
      subject_token_type: `${types}:id_token`,
      ...fields,
    });
  }

  it('answers an access token to a job without any stored secret, by id and by name', async () => {
    const client = await trusting({ MaxDurationMinutes: 15 });
    for (const clientId of [client.userId, `${client.name}@service`]) {
      const answer = await must(200, federate(clientId, job(), { duration_minutes: '60' }));
      expect(answer.body).toMatchObject({ issued_token_type: `${types}:access_token`, expires_in: 900 });
      const as = field(answer, 'access_token');
      expect(await introspected(client, as)).toMatchObject({ active: true, sub: client.userId });
      expect((await must(200, api('GET', '/users/me', { as }))).body['UserId']).toBe(client.userId);
    }
  });

  it('ends what a rule gave when the rule is changed or removed', async () => {
    const client = await trusting();
    const first = field(await must(200, federate(client.userId, job())), 'access_token');
    await must(200, api('GET', '/users/me', { as: first }));
    const rule = `${client.path}/${client.ruleId}`;
    await must(200, api('PATCH', rule, { as: client.as, body: { MaxDurationMinutes: 5 } }));
    expect((await api('GET', '/users/me', { as: first })).status).toBe(401);
    const second = field(await must(200, federate(client.userId, job())), 'access_token');
    await must(204, api('DELETE', rule, { as: client.as }));
    expect((await api('GET', '/users/me', { as: second })).status).toBe(401);
    expect(refusal(await federate(client.userId, job()))).toEqual([400, 'invalid_request']);
  });

  it('accepts a jti once, also when it comes twelve times at once', async () => {
    const client = await trusting();
    const token = job();
    expect(statusesOf(await atOnce(12, () => federate(client.userId, token)))).toEqual({ 200: 1, 400: 11 });
    const unnamed = job({ jti: undefined });
    await must(200, federate(client.userId, unnamed));
    expect(refusal(await federate(client.userId, unnamed))).toEqual([400, 'invalid_request']);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['another issuer', { iss: 'https://other.example.com' }],
    ['another audience', { aud: 'https://other.example.com' }],
    ['another repository', { repository: 'acme/warehouse-fork' }],
    ['a repository in another case', { repository: 'Acme/Warehouse' }],
    ['a list that holds the repository', { repository: ['acme/warehouse'] }],
    ['no repository', { repository: undefined }],
    ['no end', { exp: undefined }],
    ['an end in the past', { exp: Math.floor(Date.now() / 1000) - 120 }],
    ['a beginning in the future', { nbf: Math.floor(Date.now() / 1000) + 3600 }],
  ])('refuses a token with %s', async (_, claims) => {
    const client = await trusting();
    expect(refusal(await federate(client.userId, job(claims)))).toEqual([400, 'invalid_request']);
  });

  it('explains condition by condition, and issues nothing', async () => {
    const client = await trusting();
    const Token = job({ repository: 'acme/other' });
    const answer = await must(200, api('POST', `${client.path}/explain`, { as: client.as, body: { Token } }));
    expect(answer.body).toMatchObject({
      Accepted: false,
      Rules: [
        {
          Matches: false,
          Checks: [
            { Check: 'issuer', Holds: true },
            { Check: 'audience', Holds: true },
            {
              Check: 'claim',
              Claim: 'repository',
              Expected: 'acme/warehouse',
              Actual: 'acme/other',
              Holds: false,
            },
            { Check: 'times', Holds: true },
            { Check: 'signature', Holds: true },
            { Check: 'replay', Holds: true },
          ],
        },
      ],
    });
    const good = job();
    for (const _ of [1, 2]) {
      const again = await api('POST', `${client.path}/explain`, { as: client.as, body: { Token: good } });
      expect(again.body['Accepted']).toBe(true);
    }
    expect(items(await api('GET', `/users/${client.userId}/sessions`, { as: client.as }))).toEqual([]);
  });
});
