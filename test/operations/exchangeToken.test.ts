import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { decodeJwt } from 'jose';
import { describe, expect, inject, it } from 'vitest';
import { api, field, must, type Answer } from '../support/api.ts';
import {
  accessToken,
  aClient,
  basic,
  introspected,
  oauth,
  ourIssuer,
  type Client,
} from '../support/oauth.ts';

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

describe('the OAuth endpoints', () => {
  it.each(['/oauth2/token', '/oauth2/introspect', '/oauth2/revoke'] as const)(
    '%s names the media type that it takes to those who send another',
    async (path) => {
      for (const type of [
        'application/json',
        'text/plain',
        'application/x-www-form-urlencoded; charset=utf-16',
      ]) {
        const answer = await oauth(path, '{"token":"x"}', { 'Content-Type': type });
        expect([answer.status, answer.body['error'], answer.body['error_description']]).toEqual([
          400,
          'invalid_request',
          'Send the body as application/x-www-form-urlencoded.',
        ]);
      }
    },
  );
});

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
