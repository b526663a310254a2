import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IssuerTokens, IssuerUnavailable } from '../../shared/tokens/issuerTokens.ts';
import { clientId, oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { documentServer, type DocumentServer } from './documentServer.ts';

let issuer: OidcIssuer;
let server: DocumentServer;
beforeEach(async () => {
  issuer = await oidcIssuer();
  server = await documentServer();
});
afterEach(async () => {
  await issuer.close();
  server.close();
});

/** Why nothing can be said about a token of an issuer at that place. */
async function why(place: string): Promise<unknown> {
  return await new IssuerTokens(place, clientId).verify(issuer.idToken()).catch((error: unknown) => error);
}

/** Answers of the server, by path; what has none is 404. */
function answering(answers: Readonly<Record<string, unknown>>): void {
  server.serve = ({ url = '' }, response) => {
    const body = answers[url];
    if (body === undefined) response.writeHead(404).end('{}');
    else response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

const discoveryPath = '/.well-known/openid-configuration';

describe('an issuer that cannot be asked', () => {
  it.each([
    ['http://id.example.com', 'not https'],
    ['ftp://127.0.0.1', 'not https'],
    ['http://localhost.example.com', 'not https'],
    ['https://127.0.0.1:1', 'the issuer cannot be reached'],
    ['http://127.0.0.1:1', 'the issuer cannot be reached'],
    ['http://localhost:1', 'the issuer cannot be reached'],
    ['http://[::1]:1', 'the issuer cannot be reached'],
  ])('is at %s: %s', async (place, message) => {
    const error = await why(place);
    expect(error).toBeInstanceOf(IssuerUnavailable);
    expect(error).toMatchObject({ name: 'IssuerUnavailable', message });
  });

  it('is told with its cause', async () => {
    expect(await why('http://127.0.0.1:1')).toMatchObject({ cause: { message: expect.any(String) } });
    answering({});
    expect(await why(server.url)).toMatchObject({ cause: { message: 'status 404' } });
    answering({ [discoveryPath]: '<html>' });
    expect(await why(server.url)).toMatchObject({
      message: 'the issuer answers no JSON',
      cause: { name: 'SyntaxError' },
    });
  });

  it('publishes no keys, or keys for somebody else', async () => {
    const here = { issuer: server.url, jwks_uri: `${server.url}/keys` };
    answering({ [discoveryPath]: here, '/keys': { keys: 'none' } });
    expect(await why(server.url)).toMatchObject({ message: 'the issuer answers no keys' });
    for (const discovery of [{ ...here, issuer: 'other' }, { ...here, jwks_uri: 7 }, [], 'text']) {
      answering({ [discoveryPath]: discovery === 'text' ? '"text"' : discovery });
      expect(await why(server.url)).toMatchObject({
        message: 'the discovery document is not that of the issuer',
      });
    }
  });
});

describe('an issuer that can be asked', () => {
  const jwks = () => ({
    keys: [{ ...issuer.publicKey.export({ format: 'jwk' }), kid: issuer.kid, alg: 'RS256', use: 'sig' }],
  });
  const subject = async (place: string) =>
    (await new IssuerTokens(place, clientId).verify(issuer.idToken({ iss: place })))?.subject;

  it('may have a path, with a slash at its end or without', async () => {
    for (const path of ['/', '/pool', '/pool/']) {
      const place = `${server.url}${path}`;
      answering({
        [`${path.replace(/\/$/, '')}${discoveryPath}`]: { issuer: place, jwks_uri: `${server.url}/keys` },
        '/keys': jwks(),
      });
      expect(await subject(place), path).toBe('ada');
    }
  });

  it('answers at most 262,144 bytes', async () => {
    const discovery = JSON.stringify({ issuer: server.url, jwks_uri: `${server.url}/keys` });
    answering({ [discoveryPath]: discovery.padEnd(262_144), '/keys': jwks() });
    expect(await subject(server.url)).toBe('ada');
    answering({ [discoveryPath]: discovery.padEnd(262_145), '/keys': jwks() });
    expect(await why(server.url)).toMatchObject({ cause: { message: 'status 200' } });
  });

  it('writes types in any case, and need not say when it signed', async () => {
    const tokens = new IssuerTokens(issuer.url, clientId);
    for (const typ of ['JWT', 'AT+jwt', 'application/AT+JWT'])
      expect((await tokens.verify(issuer.idToken({}, { typ })))?.subject, typ).toBe('ada');
    expect((await tokens.verify(issuer.idToken({ iat: undefined })))?.issuedAt).toBe(0);
  });

  it('says whom it groups in either claim, the standard one first', async () => {
    const tokens = new IssuerTokens(issuer.url, clientId);
    const groups = async (claims: Record<string, unknown>) =>
      (await tokens.verify(issuer.idToken(claims)))?.groups;
    expect(await groups({ groups: ['a'], 'cognito:groups': ['b'] })).toEqual(['a']);
    expect(await groups({ 'cognito:groups': ['b'] })).toEqual(['b']);
    expect(await groups({ groups: 'a' })).toEqual([]);
  });
});
