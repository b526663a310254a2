import { createHmac, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IssuerTokens, personIdOf, usableEmail } from '../../shared/tokens/issuerTokens.ts';
import { jwt, part, rs256 } from '../support/jwt.ts';
import { clientId, oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';

const seconds = Math.floor(Date.now() / 1000);
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

/** A token of Cognito's shape: no audience, but a client id. */
const accessToken = (given: Record<string, unknown> = {}) =>
  issuer.idToken({
    aud: undefined,
    email: undefined,
    name: undefined,
    token_use: 'access',
    client_id: clientId,
    ...given,
  });

describe('a token of the issuer', () => {
  it('says who the person is', async () => {
    const iat = seconds - 10;
    expect(
      await tokens.verify(issuer.idToken({ iat, 'cognito:groups': ['super-admins', 7], token_use: 'id' })),
    ).toEqual({
      subject: 'ada',
      email: 'ada@example.com',
      emailVerified: true,
      emailRefuted: false,
      name: 'Ada Lovelace',
      groups: ['super-admins'],
      namesAllGroups: true,
      issuedAt: iat * 1000,
    });
  });

  it('may be an access token of Cognito, which has a client id and no audience', async () => {
    expect(await tokens.verify(accessToken())).toMatchObject({
      subject: 'ada',
      email: undefined,
      name: undefined,
      groups: [],
    });
    expect(await subject(accessToken({ client_id: 'another' }))).toBeUndefined();
    expect(await subject(accessToken({ client_id: undefined }))).toBeUndefined();
    expect(await subject(accessToken({ token_use: 'id' }))).toBeUndefined();
    expect(await subject(accessToken({ token_use: undefined }))).toBeUndefined();
  });

  it.each<[boolean, string, readonly [claims?: Record<string, unknown>, header?: Record<string, unknown>]]>([
    [true, 'an ID token', []],
    [true, 'an ID token without a type', [{}, { typ: undefined }]],
    [true, 'an access token of Cognito', [{ token_use: 'access' }]],
    [false, 'an access token of another issuer', [{}, { typ: 'at+jwt' }]],
    [false, 'a token whose groups stand elsewhere', [{ _claim_names: { groups: 'src1' } }]],
    [false, 'a token of somebody in too many groups to name', [{ hasgroups: true }]],
    [false, 'one that says so in a text', [{ hasgroups: 'true' }]],
    [true, 'one that denies it', [{ hasgroups: false }]],
    [false, 'an access token by its whole media type', [{}, { typ: 'application/at+jwt' }]],
    [false, 'an access token in capitals', [{}, { typ: 'AT+JWT' }]],
    [true, "an access token of Cognito's, whatever its type", [{ token_use: 'access' }, { typ: 'at+jwt' }]],
    [true, 'a token whose other claims stand elsewhere', [{ _claim_names: { address: 'src1' } }]],
    [true, 'a token that names no claims elsewhere', [{ _claim_names: null }]],
  ])('names all groups of its holder: %s, as %s', async (all, _, given) => {
    expect((await tokens.verify(issuer.idToken(...given)))?.namesAllGroups).toBe(all);
  });

  it('may name our client among its audiences', async () => {
    expect(await subject(issuer.idToken({ aud: ['another', clientId] }))).toBe('ada');
    expect(await subject(issuer.idToken({ groups: ['a'] }, { typ: 'at+jwt' }))).toBe('ada');
    expect(await subject(issuer.idToken({}, { typ: undefined }))).toBe('ada');
  });

  it('is believed about an email only where the issuer verified it', async () => {
    const verified = async (email_verified: unknown) =>
      (await tokens.verify(issuer.idToken({ email_verified })))?.emailVerified;
    expect([await verified(true), await verified('true')]).toEqual([true, true]);
    expect([
      await verified(undefined),
      await verified(false),
      await verified(1),
      await verified('yes'),
    ]).toEqual([false, false, false, false]);
  });

  it('has an address of its own only where the issuer does not say that it is unverified', async () => {
    const address = async (email_verified: unknown) => {
      const claims = await tokens.verify(issuer.idToken({ email: 'ada@example.com', email_verified }));
      return claims && usableEmail(claims);
    };
    expect([await address(false), await address('false')]).toEqual([undefined, undefined]);
    for (const said of [undefined, true, 'true', 1]) expect(await address(said)).toBe('ada@example.com');
  });

  it('brings no text that would break a line or a page', async () => {
    const name = `Ada\r\n"admin": true\u2028\u0000${'x'.repeat(400)}\ud800`;
    const claims = await tokens.verify(
      issuer.idToken({ name, email: ' \n ', preferred_username: 'lovelace' }),
    );
    expect(claims?.name).toMatch(/^Ada {2}"admin": true {2}x+$/);
    expect([claims?.name?.length, claims?.email]).toEqual([255, undefined]);
    expect(
      (await tokens.verify(issuer.idToken({ name: ['Ada'], preferred_username: 'lovelace' })))?.name,
    ).toBe('lovelace');
  });

  it('brings no half of a character where a text is cut, which no table takes', async () => {
    const claims = await tokens.verify(issuer.idToken({ name: `${'x'.repeat(254)}😀 and more` }));
    expect(claims?.name).toBe(`${'x'.repeat(254)}\ufffd`);
  });
});

describe('a token that is not good is refused', () => {
  it('outside of its time, with a minute of leeway', async () => {
    expect(await subject(issuer.idToken({ exp: seconds - 30 }))).toBe('ada');
    expect(await subject(issuer.idToken({ exp: seconds - 120 }))).toBeUndefined();
    expect(await subject(issuer.idToken({ nbf: seconds + 30 }))).toBe('ada');
    expect(await subject(issuer.idToken({ nbf: seconds + 120 }))).toBeUndefined();
    for (const exp of [undefined, null, `${seconds + 60}`, [seconds + 60]]) {
      expect(await subject(issuer.idToken({ exp }))).toBeUndefined();
    }
  });

  it('for another client', async () => {
    const others = [
      undefined,
      null,
      '',
      [],
      'another',
      `${clientId} `,
      clientId.toUpperCase(),
      `${clientId}2`,
      { [clientId]: 1 },
    ];
    for (const aud of others)
      expect(await subject(issuer.idToken({ aud, client_id: clientId }))).toBeUndefined();
  });

  it('of another issuer that looks alike', async () => {
    const looks = [
      `${issuer.url}/`,
      issuer.url.replace('127.0.0.1', 'localhost'),
      `${issuer.url}.evil.example`,
      [issuer.url],
      undefined,
    ];
    for (const iss of looks) expect(await subject(issuer.idToken({ iss }))).toBeUndefined();
  });

  it('without a subject that is text', async () => {
    for (const sub of [undefined, null, '', 7, ['ada'], { id: 'ada' }]) {
      expect(await subject(issuer.idToken({ sub }))).toBeUndefined();
    }
  });

  it('without a signature of the issuer', async () => {
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = issuer.publicKey.export({ format: 'pem', type: 'spki' });
    const [header = '', payload = '', signature = ''] = issuer.idToken().split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const hmac = (input: string) => createHmac('sha256', pem).update(input).digest();
    const jwk = foreign.publicKey.export({ format: 'jwk' });
    const trap = 'http://127.0.0.1:9/jwks';
    const forgeries = [
      jwt({ alg: 'none', kid: issuer.kid, typ: 'JWT' }, claims),
      jwt({ alg: 'none', typ: 'JWT' }, claims),
      `${header}.${payload}.`,
      `${header}.${payload}`,
      jwt({ alg: 'HS256', kid: issuer.kid, typ: 'JWT' }, claims, hmac),
      jwt({ alg: 'RS256', kid: issuer.kid, typ: 'JWT' }, claims, hmac),
      jwt({ alg: 'RS256', kid: issuer.kid, typ: 'JWT' }, claims, rs256(foreign.privateKey)),
      jwt({ alg: 'RS256', kid: issuer.kid, typ: 'JWT', jwk }, claims, rs256(foreign.privateKey)),
      jwt({ alg: 'RS256', typ: 'JWT', jwk }, claims, rs256(foreign.privateKey)),
      jwt(
        { alg: 'RS256', kid: 'theirs', typ: 'JWT', jku: trap, x5u: trap },
        claims,
        rs256(foreign.privateKey),
      ),
      `${header}.${part({ ...claims, sub: 'mallory' })}.${signature}`,
      'not a token',
      '',
      '..',
    ];
    for (const token of forgeries) expect(await subject(token)).toBeUndefined();
  });

  it('that states something else: a logout token, another use, critical extensions', async () => {
    for (const typ of ['logout+jwt', 'secevent+jwt', 'dpop+jwt', '', 7]) {
      expect(await subject(issuer.idToken({}, { typ }))).toBeUndefined();
    }
    for (const token_use of ['refresh', '', 1, null])
      expect(await subject(issuer.idToken({ token_use }))).toBeUndefined();
    for (const crit of [['exp'], [], 'b64'])
      expect(await subject(issuer.idToken({}, { crit }))).toBeUndefined();
  });
});

describe('the id of a person', () => {
  it('follows from issuer and subject alone, for ever', () => {
    expect(personIdOf('https://id.example.com', 'ada')).toBe('usr_2b3twcanekh5wa5hncmjdk2dhg');
  });

  it('differs for another issuer and for another split of the same text', () => {
    const ids = [
      personIdOf('https://id.example.com', 'ada'),
      personIdOf('https://id.example.org', 'ada'),
      personIdOf('https://id.example.coma', 'da'),
      personIdOf('https://id.example.com', 'Ada'),
      personIdOf('https://id.example.com","ada', ''),
    ];
    expect(new Set(ids).size).toBe(5);
    for (const id of ids) expect(id).toMatch(/^usr_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
  });
});
