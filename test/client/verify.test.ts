import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { permits, tokenVerifier, TokenRefused } from '../../client/verify.ts';
import { loopback } from '../support/loopback.ts';
import { aToken, claims, foreign, issuer, jwks, key, now, verifierWith, type Change } from './issued.ts';

describe('a good token', () => {
  it('says who sent it: service user, actor, role and scope', async () => {
    const identity = await verifierWith().verify(await aToken());
    expect(identity).toMatchObject({
      userId: claims.sub,
      isServiceUser: true,
      actor: claims.act.sub,
      roleId: 'SystemRole-Managers',
      scope: ['bi.manage', 'users.view'],
      sessionId: claims.jti,
    });
    expect(permits(identity, 'bi.view')).toBe(true);
    expect(permits(identity, 'bi.fullaccess')).toBe(false);
    expect(permits(identity, 'bi.nonsense')).toBe(false);
  });

  it('has no actor when the service user acts by itself', async () => {
    const identity = await verifierWith().verify(await aToken({ claims: { act: undefined } }));
    expect(identity.actor).toBeUndefined();
  });

  it('may be for another service of the platform', async () => {
    const token = await aToken({ claims: { aud: 'bi' } });
    await expect(verifierWith({ audience: 'bi' }).verify(token)).resolves.toMatchObject({ audience: ['bi'] });
    await expect(verifierWith().verify(token)).rejects.toMatchObject({ status: 401 });
  });

  it('is verified with the keys that the issuer publishes, fetched once', async () => {
    const server = await loopback(() => Response.json(jwks));
    const verifier = tokenVerifier({ issuer: server.url, now: () => new Date(now * 1000) });
    const token = await aToken({ claims: { iss: server.url, aud: server.url } });
    await verifier.verify(token);
    await verifier.verify(token);
    expect(server.seen.map(({ url }) => url.pathname)).toEqual(['/.well-known/jwks.json']);
  });
});

describe('a token is refused', () => {
  it.each<[string, Change]>([
    ['another key', { key: foreign.privateKey }],
    ['an unknown key id', { header: { kid: 'k2' } }],
    ['another issuer', { claims: { iss: 'https://evil.example.com' } }],
    ['an issuer that ends otherwise', { claims: { iss: `${issuer}/` } }],
    ['another audience', { claims: { aud: 'bi' } }],
    ['another type', { header: { typ: 'JWT' } }],
    ['its end, without leeway', { claims: { exp: now } }],
    ['no end', { claims: { exp: undefined } }],
    ['a beginning in the future', { claims: { nbf: now + 60 } }],
    ['no subject', { claims: { sub: undefined } }],
    ['no IsServiceUser', { claims: { IsServiceUser: undefined } }],
    ['IsServiceUser as text', { claims: { IsServiceUser: 'false' } }],
    ['an actor without a name', { claims: { act: {} } }],
    ['no role', { claims: { role_id: undefined } }],
  ])('for %s', async (_, change) => {
    await expect(verifierWith().verify(await aToken(change))).rejects.toMatchObject({
      code: 'invalid_token',
      status: 401,
    });
  });

  it('for another algorithm, none above all', async () => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const none = `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`;
    await expect(verifierWith().verify(none)).rejects.toBeInstanceOf(TokenRefused);
    const hmac = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })
      .sign(new TextEncoder().encode(JSON.stringify(key)));
    await expect(verifierWith().verify(hmac)).rejects.toBeInstanceOf(TokenRefused);
  });

  it.each([
    ['a permission', { permission: 'bi.fullaccess' }],
    ['a role', { roles: ['SystemRole-SystemAdministrators'] }],
    ['a person', { kind: 'person' as const }],
  ])('with 403 where %s is required', async (_, requirements) => {
    await expect(verifierWith().verify(await aToken(), requirements)).rejects.toMatchObject({
      code: 'insufficient_scope',
      status: 403,
    });
  });
});

describe('introspection', () => {
  const introspection = { clientId: 'svc-bi@service', clientSecret: 'sut_x' };

  it('ends a token at once when the issuer ends it', async () => {
    const server = await loopback((_, count) =>
      Response.json(
        count === 1 ? { active: true, ...claims, iss: undefined, aud: undefined } : { active: false },
      ),
    );
    const verifier = verifierWith({
      introspection,
      fetch: (input, init) => fetch(String(input).replace(issuer, server.url), init),
    });
    const token = await aToken();
    await expect(verifier.verify(token)).resolves.toMatchObject({ userId: claims.sub });
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'invalid_token' });
    expect(server.seen[0]?.url.pathname).toBe('/oauth2/introspect');
    expect(server.seen[0]?.form.get('token')).toBe(token);
  });

  it('understands opaque tokens, and asks nobody about a forged one', async () => {
    const server = await loopback(() => Response.json({ active: true, ...claims }));
    const verifier = verifierWith({
      introspection,
      fetch: (input, init) => fetch(String(input).replace(issuer, server.url), init),
    });
    await expect(verifier.verify('sut_opaque')).resolves.toMatchObject({ isServiceUser: true });
    await expect(verifier.verify(await aToken({ key: foreign.privateKey }))).rejects.toMatchObject({
      status: 401,
    });
    expect(server.seen).toHaveLength(1);
  });

  it('lets nobody in while the issuer does not answer', async () => {
    const verifier = verifierWith({ introspection, fetch: () => Promise.reject(new Error('down')) });
    await expect(verifier.verify(await aToken())).rejects.toMatchObject({ status: 503 });
  });
});
