import { constants, generateKeyPairSync, sign, type KeyObject, type SignKeyObjectInput } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  decodeOutsideJwt,
  holdsSecret,
  isSignedBy,
  readOutsideKey,
  suits,
  type OutsideJwt,
  type OutsideKey,
} from '../../shared/tokens/outsideJws.ts';
import { jwt, part } from '../support/jwt.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
const ed = generateKeyPairSync('ed25519');

const pss: Partial<SignKeyObjectInput> = { padding: constants.RSA_PKCS1_PSS_PADDING };
const raw: Partial<SignKeyObjectInput> = { dsaEncoding: 'ieee-p1363' };
const signing = {
  RS256: ['sha256', rsa, {}],
  RS384: ['sha384', rsa, {}],
  RS512: ['sha512', rsa, {}],
  PS256: ['sha256', rsa, { ...pss, saltLength: 32 }],
  PS384: ['sha384', rsa, { ...pss, saltLength: 48 }],
  PS512: ['sha512', rsa, { ...pss, saltLength: 64 }],
  ES256: ['sha256', p256, raw],
  ES384: ['sha384', p384, raw],
  ES512: ['sha512', p521, raw],
  EdDSA: [null, ed, {}],
  Ed25519: [null, ed, {}],
} as const;
type Name = keyof typeof signing;
const names = Object.keys(signing) as Name[];

function signed(name: Name, header: object = {}): string {
  const [digest, { privateKey: key }, options] = signing[name];
  return jwt({ alg: name, ...header }, { iss: 'x' }, (input) =>
    sign(digest, Buffer.from(input), { key, ...options }),
  );
}

function keyOf(publicKey: KeyObject, fields: object = {}): OutsideKey {
  const key = readOutsideKey({ ...publicKey.export({ format: 'jwk' }), ...fields });
  if (key === undefined) throw new Error('no key');
  return key;
}

function decoded(token: string): OutsideJwt {
  const found = decodeOutsideJwt(token);
  if (found === undefined) throw new Error('not decoded');
  return found;
}

describe('an algorithm of outside tokens', () => {
  it.each(names)('%s verifies with its own kind of key, and with no other', (name) => {
    const token = decoded(signed(name));
    const own = keyOf(signing[name][1].publicKey);
    expect([suits(own, token), isSignedBy(own, token)]).toEqual([true, true]);
    const others = [rsa, p256, p384, p521, ed].filter((pair) => pair !== signing[name][1]);
    for (const other of others.map(({ publicKey }) => keyOf(publicKey))) {
      expect([suits(other, token), isSignedBy(other, token)]).toEqual([false, false]);
    }
  });

  it.each(names)('%s is not taken for another one', (name) => {
    const isCurve25519 = (one: Name) => signing[one][1] === ed;
    // EdDSA and Ed25519 are one algorithm.
    const others = names.filter((one) => one !== name && !(isCurve25519(one) && isCurve25519(name)));
    for (const other of others) {
      const token = { ...decoded(signed(name)), algorithm: other };
      const key = keyOf(signing[name][1].publicKey);
      expect(suits(key, token) && isSignedBy(key, token), other).toBe(false);
    }
  });

  it('PS256 has a salt as long as its digest, and no other (RFC 7518 section 3.5)', () => {
    const key = { key: rsa.privateKey, ...pss, saltLength: 20 };
    const token = jwt({ alg: 'PS256' }, {}, (input) => sign('sha256', Buffer.from(input), key));
    expect(isSignedBy(keyOf(rsa.publicKey), decoded(token))).toBe(false);
  });

  it('ES256 takes no signature in DER', () => {
    const der = (input: string) => sign('sha256', Buffer.from(input), p256.privateKey);
    expect(isSignedBy(keyOf(p256.publicKey), decoded(jwt({ alg: 'ES256' }, {}, der)))).toBe(false);
  });

  it.each(['none', 'HS256', 'ES256K', 'rs256', 'constructor', '', 256, null, ['RS256']])(
    'is never %j',
    (alg) => {
      expect(decodeOutsideJwt(jwt({ alg }, {}, () => Buffer.from('x')))).toBeUndefined();
    },
  );
});

describe('an outside token', () => {
  const header = { alg: 'RS256', kid: 'one' };
  const token = jwt(header, { iss: 'x' }, () => Buffer.from('signature'));
  const [head = '', payload = ''] = token.split('.');

  it('is decoded with what was signed and by whom', () => {
    expect(decodeOutsideJwt(token)).toEqual({
      algorithm: 'RS256',
      kid: 'one',
      claims: { iss: 'x' },
      input: `${head}.${payload}`,
      signature: Buffer.from('signature'),
    });
  });

  it.each([
    [{ typ: 'JWT' }, true],
    [{ typ: 'jwt' }, true],
    [{ typ: 'at+jwt' }, true],
    [{ typ: 'application/at+JWT' }, true],
    [{ typ: 'secevent+jwt' }, false],
    [{ typ: '' }, false],
    [{ typ: null }, false],
    [{ typ: ['JWT'] }, false],
    [{ kid: undefined }, true],
    [{ kid: null }, false],
    [{ kid: 7 }, false],
    [{ crit: ['exp'] }, false],
    [{ crit: null }, false],
  ])('with %j in its header is decoded: %s', (given, expected) => {
    expect(decodeOutsideJwt(jwt({ ...header, ...given }, {}, () => Buffer.from('x'))) !== undefined).toBe(
      expected,
    );
  });

  it('is of one of the types that are asked for', () => {
    const assertion = jwt({ ...header, typ: 'client-authentication+jwt' }, {}, () => Buffer.from('x'));
    expect(decodeOutsideJwt(assertion)).toBeUndefined();
    expect(decodeOutsideJwt(assertion, ['client-authentication+jwt'])).toBeDefined();
    expect(
      decodeOutsideJwt(jwt({ ...header, typ: 'jwt' }, {}), ['client-authentication+jwt']),
    ).toBeUndefined();
  });

  it.each([
    ['two parts', `${head}.${payload}`],
    ['four parts', `${token}.x`],
    ['a header that is no base64url', `${head}=.${payload}.x`],
    ['a header that is no object', `${part('"RS256"')}.${payload}.AAAA`],
    ['a header that is null', `${part('null')}.${payload}.AAAA`],
    ['a header that is a list', `${part('[]')}.${payload}.AAAA`],
    ['claims that are no base64url', `${head}.${payload}=.AAAA`],
    ['claims that are a list', `${head}.${part('[]')}.AAAA`],
    ['claims that are null', `${head}.${part('null')}.AAAA`],
    ['claims that are text', `${head}.${part('"x"')}.AAAA`],
    ['claims that are no JSON', `${head}.${part('{')}.AAAA`],
    ['a claim twice', `${head}.${part('{"iss":"a","iss":"b"}')}.AAAA`],
    ['claims that are no UTF-8', `${head}.${Buffer.from([0x22, 0xff, 0x22]).toString('base64url')}.AAAA`],
    ['a signature that is no base64url', `${head}.${payload}.A=`],
  ])('with %s is none', (_, text) => {
    expect(decodeOutsideJwt(text)).toBeUndefined();
  });

  it('is at most 16,384 characters long', () => {
    const room = 16_384 - `${head}.${payload}.`.length;
    const filled = (length: number) => `${head}.${payload}.${'A'.repeat(length)}`;
    expect(decodeOutsideJwt(filled(room))).toBeDefined();
    expect(decodeOutsideJwt(filled(room + 1))).toBeUndefined();
  });
});

describe('a key of an outside issuer', () => {
  const jwk = rsa.publicKey.export({ format: 'jwk' });

  it('has its id and the algorithm that it is for, where it says so', () => {
    expect(readOutsideKey({ ...jwk, kid: 'one', alg: 'RS256' })).toMatchObject({
      kid: 'one',
      algorithm: 'RS256',
    });
    expect(readOutsideKey({ ...jwk, kid: 7, alg: null })).toMatchObject({
      kid: undefined,
      algorithm: undefined,
    });
  });

  it.each([
    [{ use: 'sig' }, true],
    [{ use: 'enc' }, false],
    [{ use: null }, false],
    [{ key_ops: ['verify'] }, true],
    [{ key_ops: ['encrypt', 'verify'] }, true],
    [{ key_ops: ['encrypt'] }, false],
    [{ key_ops: 'verify' }, false],
    [{ kty: undefined }, false],
    [{ kty: 'oct' }, false],
    [{ kty: ['RSA'] }, false],
    [{ n: undefined }, false],
  ])('with %j is used: %s', (given, expected) => {
    expect(readOutsideKey({ ...jwk, ...given }) !== undefined).toBe(expected);
  });

  it.each([undefined, null, 'key', 7, [], {}])('is not %j', (other) => {
    expect(readOutsideKey(other)).toBeUndefined();
  });

  it.each(['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth'])('with the secret member %s is not used', (name) => {
    expect(holdsSecret({ ...jwk, [name]: 'AAAA' })).toBe(true);
    expect(readOutsideKey({ ...jwk, [name]: 'AAAA' })).toBeUndefined();
  });

  it('is secret for no other member', () => {
    expect(holdsSecret({ ...jwk, kid: 'd', x5c: [] })).toBe(false);
  });

  it('of a kind that no algorithm here is for is not used', () => {
    const { publicKey } = generateKeyPairSync('ml-dsa-44');
    expect(readOutsideKey(publicKey.export({ format: 'jwk' }))).toBeUndefined();
  });

  it('of RSA has 2048 to 8192 bits', () => {
    const ofBits = (bits: number) => {
      const modulus = Buffer.alloc(bits / 8, 0xff);
      return readOutsideKey({ kty: 'RSA', e: 'AQAB', n: modulus.toString('base64url') }) !== undefined;
    };
    expect([ofBits(2040), ofBits(2048), ofBits(8192), ofBits(8200)]).toEqual([false, true, true, false]);
  });

  it('may have signed what names it, or names none, with the algorithm that it is for', () => {
    const with_ = (fields: object, header: object, name: Name = 'RS256') =>
      suits(keyOf(signing[name][1].publicKey, fields), decoded(signed(name, header)));
    expect(with_({ kid: 'one' }, { kid: 'one' })).toBe(true);
    expect(with_({ kid: 'one' }, {})).toBe(true);
    expect(with_({ kid: 'one' }, { kid: 'two' })).toBe(false);
    expect(with_({}, { kid: 'two' })).toBe(false);
    expect(with_({ alg: 'RS256' }, {})).toBe(true);
    expect(with_({ alg: 'RS512' }, {})).toBe(false);
    expect(with_({ alg: 'Ed25519' }, {})).toBe(false);
    expect(with_({ alg: 'Ed25519' }, {}, 'EdDSA')).toBe(true);
    expect(with_({ alg: 'EdDSA' }, {}, 'Ed25519')).toBe(true);
    expect(with_({ alg: 'Ed25519' }, {}, 'Ed25519')).toBe(true);
    expect(with_({ alg: 'Ed448' }, {}, 'EdDSA')).toBe(false);
    expect(with_({ alg: 'RS256' }, {}, 'Ed25519')).toBe(false);
  });
});
