import { describe, expect, it } from 'vitest';
import { answerTo, TokenRefused, tokenVerifier } from '../../client/verify.ts';
import { loopback } from '../support/loopback.ts';
import { aToken, claims, foreign, issuer, jwks, now, verifierWith } from './issued.ts';

const introspection = { clientId: 'svc-bi@service', clientSecret: 'sut_x' };

/** A verifier that fetches the keys, and gets that instead. */
const fetching = (send: typeof fetch) =>
  tokenVerifier({ issuer, fetch: send, now: () => new Date(now * 1000) });
const answering = (answer: () => Response) => fetching(() => Promise.resolve(answer()));

describe('while the keys of the issuer cannot be had', () => {
  it.each<[string, ReturnType<typeof fetching>]>([
    ['no connection', fetching(() => Promise.reject(new TypeError('fetch failed')))],
    ['no answer in time', fetching(() => Promise.reject(new DOMException('slow', 'TimeoutError')))],
    ['429', answering(() => new Response('', { status: 429 }))],
    ['500', answering(() => new Response('', { status: 500 }))],
    ['503', answering(() => new Response('', { status: 503 }))],
    ['a page', answering(() => new Response('<h1>'))],
    ['no key set', answering(() => Response.json({ message: 'no' }))],
  ])('nobody is let in, and nobody is told that the token is bad: %s', async (_, verifier) => {
    const refused: unknown = await verifier.verify(await aToken()).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'introspection-unavailable', status: 503 });
    const { status, headers } = answerTo(refused as TokenRefused);
    expect([status, headers['retry-after'], headers['www-authenticate']]).toEqual([503, '5', undefined]);
  });

  it('nobody is let in by introspection either', async () => {
    const verifier = tokenVerifier({
      ...{ issuer, introspection, now: () => new Date(now * 1000) },
      fetch: (input) =>
        String(input).endsWith('jwks.json')
          ? Promise.reject(new TypeError('fetch failed'))
          : Promise.resolve(Response.json({ active: true, ...claims })),
    });
    await expect(verifier.verify(await aToken())).rejects.toMatchObject({ status: 503 });
  });

  it('what is no token at all is refused as such', async () => {
    const verifier = fetching(() => Promise.reject(new TypeError('fetch failed')));
    await expect(verifier.verify('nonsense')).rejects.toMatchObject({ code: 'invalid_token', status: 401 });
  });

  it('the next request finds them when they are back', async () => {
    let isDown = true;
    const verifier = answering(() => (isDown ? new Response('', { status: 503 }) : Response.json(jwks)));
    const token = await aToken();
    await expect(verifier.verify(token)).rejects.toMatchObject({ status: 503 });
    isDown = false;
    await expect(verifier.verify(token)).resolves.toMatchObject({ userId: claims.sub });
  });
});

describe('with the keys that were fetched', () => {
  it.each([
    ['a signature of somebody else', { key: foreign.privateKey }],
    ['an unknown key id', { header: { kid: 'k2' } }],
    ['its end', { claims: { exp: now } }],
    ['no end', { claims: { exp: undefined } }],
  ])('a token is refused for %s', async (_, change) => {
    const verifier = answering(() => Response.json(jwks));
    await expect(verifier.verify(await aToken(change))).rejects.toMatchObject({
      code: 'invalid_token',
      status: 401,
    });
  });

  it('a token without a key id is refused where any of them could be meant', async () => {
    const two = { keys: jwks.keys.flatMap((key) => [key, { ...key, kid: 'k2' }]) };
    const verifier = answering(() => Response.json(two));
    await expect(verifier.verify(await aToken({ header: { kid: undefined } }))).rejects.toMatchObject({
      code: 'invalid_token',
    });
  });
});

describe('an introspection endpoint', () => {
  it.each([400, 413])('that answers %i to what cannot be a token refuses it', async (status) => {
    const server = await loopback(() => Response.json({ error: 'invalid_request' }, { status }));
    const verifier = verifierWith({
      introspection,
      fetch: (input, init) => fetch(String(input).replace(issuer, server.url), init),
    });
    const sent = (token: string) =>
      verifier.verifyRequest((name) => (name === 'x-amorphic-service-user' ? token : undefined));
    await expect(sent('')).rejects.toMatchObject({ code: 'invalid_token', status: 401 });
    await expect(sent('a'.repeat(16_385))).rejects.toMatchObject({ code: 'invalid_token', status: 401 });
    expect(server.seen).toHaveLength(2);
  });

  it.each([401, 403, 429, 500, 503])(
    'that answers %i lets nobody in, and says nothing of the token',
    async (status) => {
      const verifier = verifierWith({
        introspection,
        fetch: () => Promise.resolve(Response.json({ error: 'invalid_client' }, { status })),
      });
      await expect(verifier.verify('sut_opaque')).rejects.toMatchObject({
        code: 'introspection-unavailable',
        status: 503,
      });
    },
  );

  it('that never answers lets nobody in, and does not hold the request', async () => {
    const verifier = verifierWith({
      introspection: { ...introspection, timeout: 1 },
      fetch: (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => {
            reject(init.signal?.reason as Error);
          });
        }),
    });
    await expect(verifier.verify('sut_opaque')).rejects.toMatchObject({
      code: 'introspection-unavailable',
      status: 503,
    });
  });

  it('lets in a long-lived token that never ends', async () => {
    const { exp: _, ...endless } = claims;
    const verifier = verifierWith({
      introspection,
      fetch: () => Promise.resolve(Response.json({ active: true, ...endless })),
    });
    const identity = await verifier.verify('sut_opaque');
    expect([identity.userId, identity.expiresAt]).toEqual([claims.sub, undefined]);
  });

  it('whose answer has an end that is no time is not understood', async () => {
    const verifier = verifierWith({
      introspection,
      fetch: () => Promise.resolve(Response.json({ active: true, ...claims, exp: '2030' })),
    });
    await expect(verifier.verify('sut_opaque')).rejects.toMatchObject({ code: 'invalid_token' });
  });
});
