import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  expressGuard,
  honoGuard,
  lambdaGuard,
  permits,
  tokenVerifier,
  TokenRefused,
  type Identity,
  type VerifierOptions,
} from '../../client/verify.ts';
import { loopback } from '../support/loopback.ts';

const issuer = 'https://api.example.com/prod';
const ours = await generateKeyPair('ES256');
const foreign = await generateKeyPair('ES256');
const key = { ...(await exportJWK(ours.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
const jwks = { keys: [key] };
const now = 1_800_000_000;

const claims = {
  iss: issuer,
  sub: 'svc_01jdb9q6w8e5kr3x7h2m4n0vtz',
  aud: issuer,
  client_id: 'usr_01jdb9q6w8e5kr3x7h2m4n0vtz',
  iat: now - 60,
  exp: now + 600,
  jti: 'ses_01jdb9q6w8e5kr3x7h2m4n0vtz',
  act: { sub: 'usr_01jdb9q6w8e5kr3x7h2m4n0vtz' },
  IsServiceUser: true,
  role_id: 'SystemRole-Managers',
  roles: ['SystemRole-Managers'],
  scope: 'bi.manage users.view',
};

interface Change {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: typeof ours.privateKey;
}

function aToken(change: Change = {}): Promise<string> {
  return new SignJWT({ ...claims, ...change.claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...change.header })
    .sign(change.key ?? ours.privateKey);
}

const verifierWith = (options: Partial<VerifierOptions> = {}) =>
  tokenVerifier({ issuer, jwks, now: () => new Date(now * 1000), ...options });

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

describe('a handler', () => {
  const header = 'x-amorphic-service-user';

  it('of Express gets the identity, or the request is answered', async () => {
    const guard = expressGuard(verifierWith(), { permission: 'bi.view' });
    const server = createServer((request, response) => {
      void guard(request, response, () =>
        response.end((request as { identity?: Identity }).identity?.userId),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const token = await aToken();
    const good = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect(await good.text()).toBe(claims.sub);
    const none = await fetch(url);
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(none.headers.get('content-type')).toBe('application/problem+json');
    const bad = await fetch(url, { headers: { authorization: 'Bearer nonsense' } });
    expect([bad.status, bad.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(await bad.text()).not.toContain('nonsense');
  });

  it('T8 takes the service-user header alone where it is sent; a bad one does not fall back', async () => {
    const verifier = verifierWith();
    const token = await aToken();
    const sent = (fields: Record<string, string>) => verifier.verifyRequest((name) => fields[name]);
    await expect(sent({ [header]: token, authorization: 'Bearer of-a-person' })).resolves.toMatchObject({
      userId: claims.sub,
    });
    await expect(sent({ [header]: 'nonsense', authorization: `Bearer ${token}` })).rejects.toMatchObject({
      status: 401,
    });
    await expect(sent({ [header]: '', authorization: `Bearer ${token}` })).rejects.toMatchObject({
      status: 401,
    });
    await expect(sent({ authorization: `Basic ${token}` })).rejects.toMatchObject({ status: 401 });
  });

  it('of Lambda gets the identity and its event; T18 a credential that is sent twice is refused', async () => {
    const handler = lambdaGuard(
      verifierWith(),
      (
        event: {
          path: string;
          headers?: Record<string, string> | null;
          multiValueHeaders?: Record<string, string[]>;
        },
        identity,
      ) => Promise.resolve({ statusCode: 200, body: `${event.path} ${identity.roleId}` }),
    );
    const authorization = `Bearer ${await aToken()}`;
    expect(await handler({ path: '/a', headers: { Authorization: authorization } }, {})).toEqual({
      statusCode: 200,
      body: '/a SystemRole-Managers',
    });
    expect(await handler({ path: '/a', headers: null }, {})).toMatchObject({ statusCode: 401 });
    const twice = {
      path: '/a',
      headers: { Authorization: authorization },
      multiValueHeaders: { Authorization: [authorization, authorization] },
    };
    expect(await handler(twice, {})).toMatchObject({ statusCode: 401 });
    const twoCases = { path: '/a', headers: { Authorization: authorization, authorization } };
    expect(await handler(twoCases, {})).toMatchObject({ statusCode: 401 });
  });

  it('of Hono gets the identity by its context, or the request is answered', async () => {
    const guard = honoGuard(verifierWith(), { kind: 'service' });
    const call = async (headers: Headers | Record<string, string>) => {
      const known = new Map<string, Identity>();
      const sent = new Headers(headers);
      const context = {
        req: { header: (name: string) => sent.get(name) ?? undefined },
        set: (name: 'identity', identity: Identity) => void known.set(name, identity),
      };
      const answer = await guard(context, () => Promise.resolve());
      return { answer, identity: known.get('identity') };
    };
    expect((await call({ authorization: `Bearer ${await aToken()}` })).identity?.userId).toBe(claims.sub);
    const twice = new Headers({ authorization: `Bearer ${await aToken()}` });
    twice.append('authorization', `Bearer ${await aToken()}`);
    expect((await call(twice)).answer?.status).toBe(401);
    const person = await aToken({ claims: { IsServiceUser: false } });
    expect((await call({ authorization: `Bearer ${person}` })).answer?.status).toBe(403);
  });
});
