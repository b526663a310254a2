import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { api, must, type Answer } from '../support/api.ts';
import { es256, jwt } from '../support/jwt.ts';
import { aClient, oauth } from '../support/oauth.ts';

const audience = 'https://service-users.example.com';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256', use: 'sig' };
const head = { alg: 'ES256', kid: 'one', typ: 'JWT' };

type Serve = (request: IncomingMessage, response: ServerResponse, url: string) => void;

/** Discovery and keys as they should be. */
const honest: Serve = (request, response, url) => {
  const isKeys = request.url === '/jwks';
  response.end(JSON.stringify(isKeys ? { keys: [jwk] } : { issuer: url, jwks_uri: `${url}/jwks` }));
};

/** An issuer on this machine: what it was asked, and where it is. */
async function issuerThat(serve: Serve): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    serve(request, response, url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url, asked };
}

/** Claims that the rule admits. */
function claimsOf(iss: string): Record<string, unknown> {
  const iat = Math.floor(Date.now() / 1000);
  const times = { iat, exp: iat + 300 };
  return { iss, sub: 'ci', aud: audience, repository: 'acme/warehouse', jti: randomUUID(), ...times };
}

/** A service user that trusts an issuer, and the exchange of a token with it. */
async function trusting(Issuer: string): Promise<(subject_token: string) => Promise<Answer>> {
  const { userId, as } = await aClient();
  const Conditions = [{ Claim: 'repository', Equals: 'acme/warehouse' }];
  const body = { Name: 'ci', Issuer, Audience: audience, Conditions };
  await must(201, api('POST', `/users/${userId}/trust-rules`, { as, body }));
  return (subject_token) =>
    oauth('/oauth2/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: userId,
      subject_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    });
}

function refusal({ status, body }: Answer): [number, unknown] {
  return [status, body['error']];
}

describe('the keys of an outside issuer', () => {
  it('are not asked for because of tokens that no rule admits, whatever these claim', async () => {
    const { url, asked } = await issuerThat(honest);
    const exchange = await trusting(url);
    for (const claims of [{ repository: 'acme/other' }, { aud: 'x' }, { exp: 1 }, { iss: `${url}/other` }]) {
      const token = jwt(head, { ...claimsOf(url), ...claims }, es256(privateKey));
      expect(refusal(await exchange(token))).toEqual([400, 'invalid_request']);
    }
    expect(asked).toEqual([]);
  });
});

describe('an outside token is refused', () => {
  /** The claims as text, with one of them twice. */
  const twice = (name: string, url: string) =>
    JSON.stringify(claimsOf(url)).replace('{', `{${JSON.stringify(name)}:"x",`);

  it.each<[string, (url: string) => string]>([
    ['with alg none', (url) => jwt({ ...head, alg: 'none' }, claimsOf(url))],
    ['with HS256', (url) => jwt({ ...head, alg: 'HS256' }, claimsOf(url), () => Buffer.alloc(32))],
    [
      'with the algorithm of another key',
      (url) => jwt({ ...head, alg: 'RS256' }, claimsOf(url), es256(privateKey)),
    ],
    ['signed with another key', (url) => jwt(head, claimsOf(url), es256(foreign))],
    ['with a key of its own', (url) => jwt({ ...head, jwk }, claimsOf(url), es256(foreign))],
    ['with an issuer twice', (url) => jwt(head, twice('iss', url), es256(privateKey))],
    ['with a repository twice', (url) => jwt(head, twice('repository', url), es256(privateKey))],
    ['with an audience twice', (url) => jwt(head, twice('aud', url), es256(privateKey))],
    ['of another type', (url) => jwt({ ...head, typ: 'logout+jwt' }, claimsOf(url), es256(privateKey))],
  ])('%s', async (_, token) => {
    const { url } = await issuerThat(honest);
    const exchange = await trusting(url);
    expect(refusal(await exchange(token(url)))).toEqual([400, 'invalid_request']);
    await must(200, exchange(jwt(head, claimsOf(url), es256(privateKey))));
  });
});

describe('an issuer', () => {
  it.each<[string, Serve, string[]]>([
    ['that never answers', () => undefined, ['/.well-known/openid-configuration']],
    ['that never ends', (_, response) => response.write('{'), ['/.well-known/openid-configuration']],
    [
      'that is huge',
      (_, response, url) =>
        response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/jwks`, pad: 'x'.repeat(300_000) })),
      ['/.well-known/openid-configuration'],
    ],
    ['that fails', (_, response) => response.writeHead(500).end(), ['/.well-known/openid-configuration']],
    [
      'whose document is that of another',
      (_, response, url) => response.end(JSON.stringify({ issuer: `${url}/other`, jwks_uri: `${url}/jwks` })),
      ['/.well-known/openid-configuration'],
    ],
    [
      'whose keys are huge',
      (request, response, url) => {
        if (request.url !== '/jwks') honest(request, response, url);
        else response.end(JSON.stringify({ keys: [jwk], pad: 'x'.repeat(300_000) }));
      },
      ['/.well-known/openid-configuration', '/jwks'],
    ],
  ])('%s gets nobody in, and no 5xx', async (_, serve, expected) => {
    const { url, asked } = await issuerThat(serve);
    const exchange = await trusting(url);
    const answer = await exchange(jwt(head, claimsOf(url), es256(privateKey)));
    expect(refusal(answer)).toEqual([400, 'invalid_request']);
    expect(asked).toEqual(expected);
  });

  it.each(['/.well-known/openid-configuration', '/jwks'])(
    'that redirects %s leads to nobody else, also not to good keys',
    async (redirected) => {
      const other = await issuerThat(honest);
      const { url } = await issuerThat((request, response, own) => {
        if (request.url === redirected) response.writeHead(302, { Location: other.url + redirected }).end();
        else honest(request, response, own);
      });
      const exchange = await trusting(url);
      const answer = await exchange(jwt(head, claimsOf(url), es256(privateKey)));
      expect(refusal(answer)).toEqual([400, 'invalid_request']);
      expect(other.asked).toEqual([]);
    },
  );
});
