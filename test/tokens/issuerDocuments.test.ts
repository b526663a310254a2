import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IssuerTokens, IssuerUnavailable } from '../../shared/tokens/issuerTokens.ts';
import { clientId, oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';

let issuer: OidcIssuer;
let tokens: IssuerTokens;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());
beforeEach(() => {
  issuer.broken.clear();
  tokens = new IssuerTokens(issuer.url, clientId);
});

const subject = async (token: string) => (await tokens.verify(token))?.subject;

describe('the documents of the issuer', () => {
  it('are read once, for any number of tokens', async () => {
    const before = { ...issuer.reads };
    for (let at = 0; at < 20; at += 1) await subject(issuer.idToken());
    await Promise.all(Array.from({ length: 20 }, () => subject(issuer.idToken())));
    expect([issuer.reads.discovery - before.discovery, issuer.reads.jwks - before.jwks]).toEqual([1, 1]);
  });

  it('are read at most once more for 60 unknown key ids, and the known one stays good', async () => {
    await subject(issuer.idToken());
    const before = issuer.reads.jwks;
    for (let at = 0; at < 60; at += 1)
      expect(await subject(issuer.idToken({}, { kid: `unknown-${at}` }))).toBeUndefined();
    expect(issuer.reads.jwks - before).toBe(1);
    expect(await subject(issuer.idToken())).toBe('ada');
  });

  it('are not read for a token that does not even look like one of the issuer', async () => {
    await subject(issuer.idToken());
    const before = issuer.reads.jwks;
    await subject('a.b.c');
    await subject(issuer.idToken({}, { kid: undefined }));
    expect(issuer.reads.jwks).toBe(before);
  });

  it.each([
    ['discovery fails', 'configuration', { status: 500, body: '' }],
    ['discovery is no JSON', 'configuration', { status: 200, body: '<html>' }],
    ['discovery is null', 'configuration', { status: 200, body: 'null' }],
    [
      'discovery is of another issuer',
      'configuration',
      { status: 200, body: '{"issuer":"https://x","jwks_uri":"https://x"}' },
    ],
    [
      'discovery leads elsewhere',
      'configuration',
      { status: 302, body: '', location: 'http://127.0.0.1:9/' },
    ],
    ['discovery is too large', 'configuration', { status: 200, body: `{"x":"${'x'.repeat(300_000)}"}` }],
    ['the keys fail', 'jwks', { status: 503, body: '' }],
    ['the keys are a page', 'jwks', { status: 200, body: '<html>' }],
    ['the keys lead elsewhere', 'jwks', { status: 307, body: '', location: 'http://127.0.0.1:9/' }],
  ] as const)('that cannot be read are no fault of the token: %s', async (_, document, answer) => {
    issuer.broken.set(document, answer);
    await expect(tokens.verify(issuer.idToken())).rejects.toThrow(IssuerUnavailable);
    await expect(tokens.verify(issuer.idToken())).rejects.toThrow(IssuerUnavailable);
    issuer.broken.clear();
    expect(await subject(issuer.idToken())).toBe('ada');
  });

  it('are never fetched without TLS from another machine', async () => {
    const body = JSON.stringify({ issuer: issuer.url, jwks_uri: 'http://keys.example.com/jwks' });
    issuer.broken.set('configuration', { status: 200, body });
    await expect(tokens.verify(issuer.idToken())).rejects.toThrow(IssuerUnavailable);
    await expect(
      new IssuerTokens('http://id.example.com', clientId).verify(issuer.idToken()),
    ).rejects.toThrow(IssuerUnavailable);
  });

  it('of an issuer that is not there are no fault of the token', async () => {
    const gone = await oidcIssuer();
    await gone.close();
    await expect(new IssuerTokens(gone.url, clientId).verify(gone.idToken())).rejects.toThrow(
      IssuerUnavailable,
    );
  });
});
