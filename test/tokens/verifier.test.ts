import { createLocalJWKSet, jwtVerify } from 'jose';
import { JwtVerifier } from 'aws-jwt-verify';
import { describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { addMinutes, instant, toSeconds } from '../../shared/domain/time.ts';
import { aPerson } from '../support/aPerson.ts';
import { ourIssuer, signingKey, tokenClaims } from '../support/signingKey.ts';
import { genuine, key, now, verify } from './genuine.ts';

const iat = toSeconds(now);
const outcome = async (given: Record<string, unknown>) => {
  const verified = await verify(key.token(tokenClaims(now, given)));
  return 'fault' in verified ? verified.fault : 'accepted';
};
const without = async (name: string) => {
  const { [name]: _, ...claims } = tokenClaims(now) as Record<string, unknown>;
  const verified = await verify(key.token(claims));
  return 'fault' in verified ? verified.fault : 'accepted';
};

/** The same in every run: they stand in titles, and a test is known by its title. */
const ids = {
  serviceUser: 'svc_00000000000000000000000000',
  person: 'usr_00000000000000000000000000',
  session: 'ses_00000000000000000000000000',
  token: 'tok_00000000000000000000000000',
  tag: 'tag_00000000000000000000000000',
};

describe('a token of ours', () => {
  it('verifies with jose through the published key', async () => {
    const { kid, x, y } = key.published;
    const keySet = createLocalJWKSet({
      keys: [{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid, x, y }],
    });
    const { payload } = await jwtVerify(genuine, keySet, {
      issuer: ourIssuer,
      audience: ourIssuer,
      typ: 'at+jwt',
      algorithms: ['ES256'],
      currentDate: new Date(now),
      requiredClaims: ['sub', 'client_id', 'jti', 'iat', 'exp', 'act'],
    });
    expect(payload).toMatchObject({ IsServiceUser: true, token_use: 'assume', gen: 1 });
  });

  it('verifies with aws-jwt-verify through the published key', async () => {
    const { kid, x, y } = key.published;
    const verifier = JwtVerifier.create({
      issuer: ourIssuer,
      audience: ourIssuer,
      jwksUri: 'https://unused.example.com',
    });
    verifier.cacheJwks({ keys: [{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid, x, y }] });
    const claims = tokenClaims(instant(Date.now()));
    expect(await verifier.verify(key.token(claims))).toEqual(claims);
    await expect(verifier.verify(signingKey().token(claims))).rejects.toThrow();
  });

  it('T12 ends with its last second, without leeway', async () => {
    expect(await outcome({ iat: iat - 60, exp: iat + 1 })).toBe('accepted');
    expect(await outcome({ iat: iat - 60, exp: iat })).toBe('expired');
    expect(await outcome({ iat: iat - 3600, exp: iat - 1 })).toBe('expired');
  });

  it.each([
    undefined,
    null,
    'tomorrow',
    `${iat + 60}`,
    [iat + 60],
    { exp: iat + 60 },
    true,
    1e308,
    Infinity,
    iat + 0.5,
    -1,
  ])('T12 is refused when exp is %j', async (exp) => {
    expect(await outcome({ exp })).not.toBe('accepted');
  });

  it('T1 lives 180 minutes at most, whatever was signed', async () => {
    expect(await outcome({ exp: iat + 10_800 })).toBe('accepted');
    expect(await outcome({ exp: iat + 10_801 })).toBe('claims');
    expect(await outcome({ iat: iat - 7200, exp: iat + 3601 })).toBe('claims');
  });

  it('T1 does not hide a longer life behind a later beginning', async () => {
    expect(await outcome({ iat: iat + 60, exp: iat + 60 + 10_800 })).toBe('accepted');
    expect(await outcome({ iat: iat + 61, exp: iat + 61 + 10_800 })).toBe('claims');
    expect(
      await outcome({ iat: toSeconds(addMinutes(now, 600)), exp: toSeconds(addMinutes(now, 660)) }),
    ).toBe('claims');
  });

  it('T12 is refused before its time', async () => {
    const signed = async (nbf: unknown) => 'fault' in (await verify(key.token({ ...tokenClaims(now), nbf })));
    expect([await signed(iat - 1), await signed(iat + 60), await signed(iat + 61)]).toEqual([
      false,
      false,
      true,
    ]);
    expect([await signed('0'), await signed(null), await signed(0.5)]).toEqual([true, true, true]);
  });

  it.each([undefined, null, '0', [0], 1.5])('T12 is refused when iat is %j', async (wrong) => {
    expect(await outcome({ iat: wrong })).toBe('claims');
  });

  it.each([
    `${ourIssuer}/`,
    ourIssuer.toUpperCase(),
    ourIssuer.slice(0, -1),
    `${ourIssuer}.evil.example`,
    `https://evil.example/${ourIssuer}`,
    ` ${ourIssuer}`,
    '',
    [ourIssuer],
    null,
  ])('T12 is refused when issuer or audience is %j', async (other) => {
    expect(await outcome({ iss: other })).toBe('issuer');
    expect(await outcome({ aud: other })).toBe('audience');
  });

  it('T12 is refused for another audience beside ours', async () => {
    expect(await outcome({ aud: [ourIssuer, 'mdm'] })).toBe('audience');
  });

  it.each(['iss', 'sub', 'aud', 'iat', 'exp', 'jti', 'act', 'role_id', 'gen', 'token_use'])(
    'T12 is refused without %s',
    async (name) => {
      expect(await without(name)).not.toBe('accepted');
    },
  );

  it.each([
    { sub: 'USER#svc_1' },
    { sub: `${ids.serviceUser}#` },
    { sub: `${ids.serviceUser}\n` },
    { sub: ids.serviceUser.toUpperCase() },
    { sub: ids.tag },
    { sub: 'ada@example.com' },
    { sub: { userId: 'x' } },
    { sub: ['svc_1'] },
    { act: { sub: ids.serviceUser } },
    { act: { sub: 'usr_1' } },
    { sub: [ids.serviceUser] },
    { act: { sub: [ids.person] } },
    { act: {} },
    { mode_jti: [ids.session] },
    { role_id: ['SystemRole-Managers'] },
    { act: ids.person },
    { act: [{ sub: ids.person }] },
    { act: null },
    { jti: 'abc' },
    { jti: ids.token },
    { jti: [ids.session] },
    { role_id: '' },
    { role_id: 7 },
    { gen: '1' },
    { gen: 1.5 },
    { token_use: 'id' },
    { token_use: 'access' },
    { token_use: ['assume'] },
    { mode_jti: '' },
    { mode_jti: null },
    { mode_jti: ids.token },
  ])('T12 is refused with %j', async (wrong) => {
    expect(await outcome(wrong)).toBe('claims');
  });

  it('is accepted for both uses, a person in the mode, and access that came from it', async () => {
    const person = aPerson().userId;
    expect(await outcome({ token_use: 'super-admin', sub: person, act: { sub: person } })).toBe('accepted');
    expect(await outcome({ mode_jti: newId('session') })).toBe('accepted');
    expect(await outcome({ role_id: newId('role') })).toBe('accepted');
  });
});
