import { createHmac, generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, inject, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { api, apiWithLines, must, type Answer } from '../support/api.ts';
import { aCreatedServiceUser, assumedToken } from '../support/created.ts';
import { resigned, signedByProduct } from '../support/forged.ts';
import { es256, jwt } from '../support/jwt.ts';
import { aMember, people } from '../support/people.ts';

/** The one answer to every credential that is not good: nothing in it tells why (A4). */
function expectRefused({ status, body }: Answer): void {
  const { requestId: _, ...document } = body;
  expect([status, document]).toEqual([
    401,
    {
      type: '/problems/credential-rejected',
      title: 'No valid credential',
      status: 401,
      detail: 'Send a credential that exists, is intact, unexpired and not revoked.',
      code: 'credential-rejected',
    },
  ]);
}

let issued: Promise<{ person: string; token: string }> | undefined;

/** A good token with the person it was issued to; nothing in this file changes it. */
function aGoodToken(): Promise<{ person: string; token: string }> {
  return (issued ??= (async () => {
    const { ada } = await people();
    return { person: ada.token, token: await assumedToken(ada, await aCreatedServiceUser()) };
  })());
}

const flip = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);

const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Ways to spoil a token: none is accepted in any header. */
const spoiled: Record<string, (token: string) => string | Promise<string>> = {
  'cut short': (token) => token.slice(0, -4),
  'without signature': (token) => `${token.split('.').slice(0, 2).join('.')}.`,
  'with two parts': (token) => token.split('.').slice(0, 2).join('.'),
  'with four parts': (token) => `${token}.AAAA`,
  'with another signature': (token) => token.replace(/[^.]+$/, flip),
  'with padding': (token) => `${token}=`,
  'with another alphabet': (token) => token.replaceAll('-', '+').replaceAll('_', '/').concat('+/'),
  'with changed claims': (token) => {
    const [header, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ ...decodeJwt(token), gen: 2 })).toString('base64url');
    return `${header}.${claims}.${signature}`;
  },
  'of alg none': (token) => jwt({ ...decodeProtectedHeader(token), alg: 'none' }, decodeJwt(token)),
  'of HS256 keyed with the public key': async (token) => {
    const { keys } = (await api('GET', '/.well-known/jwks.json')).body as { keys: object[] };
    const hmac = (input: string) => createHmac('sha256', JSON.stringify(keys[0])).update(input).digest();
    return jwt({ ...decodeProtectedHeader(token), alg: 'HS256' }, decodeJwt(token), hmac);
  },
  'of another key under our key id': (token) =>
    jwt(decodeProtectedHeader(token), decodeJwt(token), es256(stranger.privateKey)),
  'with a key of its own in the header': (token) => {
    const jwk = stranger.publicKey.export({ format: 'jwk' });
    return jwt({ ...decodeProtectedHeader(token), jwk }, decodeJwt(token), es256(stranger.privateKey));
  },
  'with a key address in the header': (token) =>
    resigned(token, { header: { jku: 'http://127.0.0.1:1/keys' } }),
  'with a critical extension': (token) => resigned(token, { header: { crit: ['b64'], b64: false } }),
  'of an unknown key id': (token) => resigned(token, { header: { kid: 'x' } }),
  'of type JWT': (token) => resigned(token, { header: { typ: 'JWT' } }),
  'of another issuer': (token) => resigned(token, { claims: { iss: 'https://evil.example.com' } }),
  'of the sign-in issuer by our key': (token) =>
    resigned(token, { claims: { iss: inject('product').issuer } }),
  'for another audience': (token) => resigned(token, { claims: { aud: 'https://other.example.com' } }),
  'for several audiences': (token) => resigned(token, { claims: { aud: [inject('product').api, 'x'] } }),
  'that has expired': (token) => resigned(token, { claims: { iat: seconds() - 3600, exp: seconds() - 1 } }),
  'that is issued in the future': (token) =>
    resigned(token, { claims: { iat: seconds() + 600, exp: seconds() + 900 } }),
  'that lives too long': (token) => resigned(token, { claims: { exp: seconds() + 200 * 60 } }),
  'T17 without a session record': (token) => resigned(token, { claims: { jti: newId('session') } }),
  'T17 of another role than its record': (token) =>
    resigned(token, { claims: { role_id: 'SystemRole-SystemAdministrators' } }),
  'T17 of another person than its record': async (token) =>
    await resigned(token, { claims: { act: { sub: (await people()).linus.userId } } }),
  'T17 of another use than its record': (token) => resigned(token, { claims: { token_use: 'super-admin' } }),
  'with a user that is no id': (token) => resigned(token, { claims: { sub: 'USER#x' } }),
  'with claims that are no object': (token) =>
    signedByProduct(decodeProtectedHeader(token), [decodeJwt(token)]),
  'of 8 kB': (token) => `${token}${'A'.repeat(7000)}`,
};

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

describe('a token', () => {
  it.each(Object.keys(spoiled))(
    '%s is refused in either header, alone and beside the person',
    async (how) => {
      const { person, token } = await aGoodToken();
      const bad = await spoiled[how]?.(token);
      if (bad === undefined) throw new Error('nothing to send');
      expectRefused(await api('GET', '/users/me', { as: bad }));
      expectRefused(await api('GET', '/users/me', { assumed: bad }));
      // T8: never a way back to the person.
      expectRefused(await api('GET', '/users/me', { as: person, assumed: bad }));
    },
  );

  it.each([
    '',
    'null',
    'Bearer',
    'a.b.c',
    '..',
    '...',
    '{}',
    '\u00ff\u00fe',
    'sut_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('T8 that reads %j refuses the request, also beside a good one', async (text) => {
    const { person } = await aGoodToken();
    expectRefused(await api('GET', '/users/me', { headers: { Authorization: `Bearer ${text}` } }));
    expectRefused(await api('GET', '/users/me', { headers: { Authorization: text } }));
    expectRefused(
      await api('GET', '/users/me', { as: person, headers: { 'X-Amorphic-Service-User': text } }),
    );
  });

  it.each(['Basic', 'Digest', 'Token', 'DPoP'])('under the scheme %s is refused', async (scheme) => {
    const { token } = await aGoodToken();
    expectRefused(await api('GET', '/users/me', { headers: { Authorization: `${scheme} ${token}` } }));
  });

  it.each(['bearer', 'BEARER', 'Bearer '])('under the scheme written %j is accepted', async (scheme) => {
    const { token } = await aGoodToken();
    await must(200, api('GET', '/users/me', { headers: { Authorization: `${scheme} ${token}` } }));
  });

  it('T9 rejects a token issued to someone else', async () => {
    const [{ linus }, { token }] = await Promise.all([people(), aGoodToken()]);
    expectRefused(await api('GET', '/users/me', { as: linus.token, assumed: token }));
  });

  it('T9 rejects a token issued to someone else also where that person has access too', async () => {
    const [{ ada }, sharedWith] = await Promise.all([people(), aMember()]);
    const token = await assumedToken(ada, await aCreatedServiceUser({ sharedWith }));
    expectRefused(await api('GET', '/users/me', { as: sharedWith.token, assumed: token }));
  });

  it('T9 rejects a token of the same person beside another service user', async () => {
    const { ada } = await people();
    const [one, other] = await Promise.all([aCreatedServiceUser(), aCreatedServiceUser()]);
    const [first, second] = await Promise.all([assumedToken(ada, one), assumedToken(ada, other)]);
    expectRefused(await api('GET', '/users/me', { as: first, assumed: second }));
  });

  it('of the sign-in provider is refused in the service-user header', async () => {
    const { person } = await aGoodToken();
    expectRefused(await api('GET', '/users/me', { assumed: person }));
    expectRefused(await api('GET', '/users/me', { as: person, assumed: person }));
  });

  it('of the sign-in provider, changed, is refused', async () => {
    const { person } = await aGoodToken();
    expectRefused(await api('GET', '/users/me', { as: person.replace(/[^.]+$/, flip) }));
    const claims = { ...decodeJwt(person), sub: 'ada', groups: ['super-admins'] };
    expectRefused(await api('GET', '/users/me', { as: jwt({ alg: 'none' }, claims) }));
    expectRefused(
      await api('GET', '/users/me', {
        as: jwt(decodeProtectedHeader(person), claims, es256(stranger.privateKey)),
      }),
    );
  });
});

describe('a credential header', () => {
  it.each(['Authorization', 'X-Amorphic-Service-User'])(
    'T18 %s sent twice refuses the request, also with equal values',
    async (name) => {
      const { person, token } = await aGoodToken();
      const value = name === 'Authorization' ? `Bearer ${token}` : token;
      await must(200, apiWithLines('GET', '/users/me', { lines: [name, value] }));
      expectRefused(await apiWithLines('GET', '/users/me', { lines: [name, value, name, value] }));
      expectRefused(
        await apiWithLines('GET', '/users/me', { lines: [name, value, name.toLowerCase(), value] }),
      );
      expectRefused(await apiWithLines('GET', '/users/me', { lines: [name, value, name, ''] }));
      expectRefused(await apiWithLines('GET', '/users/me', { lines: [name, `${value}, ${value}`] }));
      if (name !== 'Authorization') {
        const lines = ['Authorization', `Bearer ${person}`, name, token, name, token];
        expectRefused(await apiWithLines('GET', '/users/me', { lines }));
      }
    },
  );

  it('is known in any case', async () => {
    const { person, token } = await aGoodToken();
    const lines = ['aUTHORIZATION', `Bearer ${person}`, 'x-AMORPHIC-service-USER', token];
    const answer = await must(200, apiWithLines('GET', '/users/me', { lines }));
    expect(answer.body['IsServiceUser']).toBe(true);
  });

  it('X-Role-Id sent twice refuses the request', async () => {
    const { person } = await aGoodToken();
    const role = ['X-Role-Id', 'SystemRole-DefaultUsers'];
    const lines = ['Authorization', `Bearer ${person}`, ...role, ...role];
    expectRefused(await apiWithLines('GET', '/users/me', { lines }));
  });
});
