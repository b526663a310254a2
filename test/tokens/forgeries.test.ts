import { createHmac, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { es256, jwt, part, rs256 } from '../support/jwt.ts';
import { signingKey, tokenClaims } from '../support/signingKey.ts';
import {
  allRefused,
  byName,
  claims,
  encoded,
  genuine,
  goodHeader,
  header,
  key,
  now,
  payload,
  raw,
  signature,
  signer,
  verify,
  withHeader,
  withSignature,
} from './genuine.ts';

const hmac = (secret: string | Buffer) => (input: string) =>
  createHmac('sha256', secret).update(input).digest();
const foreign = signingKey();

describe('a genuine token', () => {
  it('is accepted, so that what follows is refused for its forgery alone', async () => {
    expect(await verify(genuine)).toEqual({ claims });
    expect(await verify(jwt(goodHeader, claims, signer))).toEqual({ claims });
  });

  it('keeps its session when its signature is malleated, so that it dies with the original', async () => {
    const n = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
    const s = n - BigInt(`0x${raw.subarray(32).toString('hex')}`);
    const twin = Buffer.concat([raw.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
    expect(await verify(withSignature(twin))).toEqual({ claims });
  });
});

describe('T12 a forged token is refused', () => {
  it('with no algorithm, however it is spelled', async () => {
    const spellings = [
      'none',
      'None',
      'NONE',
      'nOnE',
      '',
      ' none',
      'none\u0000',
      null,
      false,
      0,
      [],
      ['ES256'],
      {},
    ];
    await allRefused(byName(spellings, (alg) => jwt({ ...goodHeader, alg }, claims)));
    await allRefused(byName(spellings, (alg) => withHeader({ alg })));
    await allRefused({
      two: `${header}.${payload}`,
      empty: `${header}.${payload}.`,
      alone: header,
      nothing: '',
    });
  });

  it('with an HMAC under anything that is public', async () => {
    const spki = key.publicKey.export({ format: 'der', type: 'spki' });
    const jwk = key.publicKey.export({ format: 'jwk' });
    const pem = key.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const secrets = [
      pem,
      pem.trim(),
      spki,
      spki.subarray(-65),
      spki.subarray(-64),
      JSON.stringify(jwk),
      jwk.x ?? '',
      jwk.y ?? '',
    ];
    for (const alg of ['HS256', 'ES256']) {
      await allRefused(
        byName([...secrets, key.kid, '', '\u0000'], (secret) =>
          jwt({ ...goodHeader, alg }, claims, hmac(secret)),
        ),
      );
    }
  });

  it('with another algorithm, also where the signature is good', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const names = [
      'ES384',
      'ES512',
      'ES256K',
      'RS256',
      'PS256',
      'EdDSA',
      'es256',
      'ES256 ',
      'SHA256withECDSA',
    ];
    await allRefused(byName(names, (alg) => withHeader({ alg })));
    await allRefused(byName(['RS256', 'ES256'], (alg) => jwt({ ...goodHeader, alg }, claims, rs256(rsa))));
    await allRefused({ absent: jwt({ kid: key.kid, typ: 'at+jwt' }, claims, signer) });
  });

  it('by a key of the attacker, under the genuine key id or its own', async () => {
    await allRefused({
      genuineKid: jwt(goodHeader, claims, es256(foreign.privateKey)),
      ownKid: foreign.token(claims),
      otherCurve: jwt(
        goodHeader,
        claims,
        es256(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey),
      ),
    });
  });

  it('with a key or an address in its header, and fetches nothing', async () => {
    let hits = 0;
    const trap = createServer((_, response) => {
      hits += 1;
      response.end(JSON.stringify({ keys: [foreign.publicKey.export({ format: 'jwk' })] }));
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/jwks.json`;
    const jwk = foreign.publicKey.export({ format: 'jwk' });
    const parameters = [
      { jwk },
      { jku: url },
      { x5u: url },
      { x5c: ['MIIB'] },
      { x5t: 'x' },
      { 'x5t#S256': 'x' },
    ];
    for (const sign256 of [es256(foreign.privateKey), signer]) {
      await allRefused(byName(parameters, (extra) => jwt({ ...goodHeader, ...extra }, claims, sign256)));
      await allRefused(
        byName(parameters, (extra) => jwt({ alg: 'ES256', typ: 'at+jwt', ...extra }, claims, sign256)),
      );
    }
    await new Promise((resolve) => trap.close(resolve));
    expect(hits).toBe(0);
  });

  it('with a key id that is an attack of its own', async () => {
    const kids = [
      '../../../../dev/null',
      `' OR 1=1 --`,
      'PUBLICKEYS#',
      key.published.keyArn,
      `${key.kid}\u0000`,
      ` ${key.kid}`,
      '__proto__',
      'constructor',
      'x'.repeat(5000),
      '',
      0,
      null,
      true,
      [key.kid],
      { kid: key.kid },
    ];
    await allRefused(byName(kids, (kid) => withHeader({ kid })));
    await allRefused({ absent: jwt({ alg: 'ES256', typ: 'at+jwt' }, claims, signer) });
  });

  it('with claims changed under the signature', async () => {
    const changes = [
      { sub: 'svc_00000000000000000000000000' },
      { exp: claims.exp + 60 },
      { gen: 2 },
      { role_id: 'x' },
      { act: { sub: claims.sub } },
    ];
    await allRefused(byName(changes, (change) => `${header}.${part({ ...claims, ...change })}.${signature}`));
    await allRefused({
      space: `${header}.${encoded(`${JSON.stringify(claims)} `)}.${signature}`,
      header: `${part({ typ: 'at+jwt', alg: 'ES256', kid: key.kid })}.${payload}.${signature}`,
      crossed: `${header}.${key.token(tokenClaims(now)).split('.')[1] ?? ''}.${signature}`,
    });
  });

  it('with a type of other statements, or critical extensions', async () => {
    const types = [
      'JWT',
      'jwt',
      'AT+JWT',
      'application/at+jwt',
      'logout+jwt',
      'su+jwt',
      '',
      null,
      ['at+jwt'],
    ];
    await allRefused(byName(types, (typ) => withHeader({ typ })));
    await allRefused({ absent: jwt({ alg: 'ES256', kid: key.kid }, claims, signer) });
    const extensions = [
      { crit: ['exp'] },
      { crit: [] },
      { crit: 'b64' },
      { crit: ['b64'], b64: false },
      { b64: false },
      { cty: 'JWT' },
      { zip: 'DEF' },
    ];
    await allRefused(byName(extensions, withHeader));
  });

  it('with the genuine values only behind others of the same name', async () => {
    const text = `{"alg":"ES256","kid":"${key.kid}","typ":"at+jwt","alg":"none"}`;
    const input = `${encoded(text)}.${payload}`;
    await allRefused({
      signed: `${input}.${signer(input).toString('base64url')}`,
      proto: jwt(`{"__proto__":{"alg":"ES256"},"kid":"${key.kid}","typ":"at+jwt"}`, claims, signer),
    });
  });
});
