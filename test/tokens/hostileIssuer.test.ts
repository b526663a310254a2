import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { instant, type Instant } from '../../shared/domain/time.ts';
import { DocumentRefused } from '../../shared/tokens/fetchDocument.ts';
import { decodeOutsideJwt, isSignedBy, type OutsideJwt } from '../../shared/tokens/outsideJws.ts';
import { OutsideKeys } from '../../shared/tokens/outsideKeys.ts';
import { es256, jwt, part, rs256 } from '../support/jwt.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

let serve: Serve;
let asked: string[] = [];
let now: Instant = instant(1_800_000_000_000);
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  serve(request, response);
});
let url = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  serve = issuerWith([jwkOf(rsa.publicKey, { kid: 'one', alg: 'RS256', use: 'sig' })]);
});

function jwkOf(key: KeyObject, fields: object): object {
  return { ...key.export({ format: 'jwk' }), ...fields };
}

function issuerWith(keys: readonly object[], discovery: object = {}): Serve {
  return (request, response) => {
    const isDiscovery = request.url?.endsWith('openid-configuration') === true;
    const body = isDiscovery ? { issuer: url, jwks_uri: `${url}/jwks`, ...discovery } : { keys };
    response.end(JSON.stringify(body));
  };
}

function newKeys(rules: { localIssuers?: boolean; timeoutMs?: number } = {}): OutsideKeys {
  return new OutsideKeys({ localIssuers: true, ...rules }, () => now);
}

function decoded(token: string): OutsideJwt {
  const found = decodeOutsideJwt(token);
  if (found === undefined) throw new Error('not decoded');
  return found;
}

const claims = { iss: 'x', exp: 1 };
const good = () => jwt({ alg: 'RS256', kid: 'one', typ: 'JWT' }, claims, rs256(rsa.privateKey));

async function isGood(token: string, keys = newKeys()): Promise<boolean> {
  const found = decodeOutsideJwt(token);
  if (found === undefined) return false;
  const candidates = await keys.find(url, found);
  return candidates.some((key) => isSignedBy(key, found));
}

describe('tokens of an outside issuer', () => {
  it('are good when signed with its key', async () => {
    expect(await isGood(good())).toBe(true);
  });

  it.each<[string, () => string]>([
    ['with alg none', () => jwt({ alg: 'none', kid: 'one' }, claims)],
    ['with no alg', () => jwt({ kid: 'one' }, claims, rs256(rsa.privateKey))],
    [
      'with HS256 over the public key',
      () => jwt({ alg: 'HS256', kid: 'one' }, claims, () => Buffer.alloc(32)),
    ],
    ['signed with another key', () => jwt({ alg: 'ES256', kid: 'one' }, claims, es256(ec.privateKey))],
    [
      'with the algorithm of another key',
      () => jwt({ alg: 'PS256', kid: 'one' }, claims, rs256(rsa.privateKey)),
    ],
    ['changed after signing', () => good().replace(/\.[^.]+\./, `.${part({ ...claims, exp: 2 })}.`)],
    [
      'with critical extensions',
      () => jwt({ alg: 'RS256', kid: 'one', crit: ['x'] }, claims, rs256(rsa.privateKey)),
    ],
    [
      'of another type',
      () => jwt({ alg: 'RS256', kid: 'one', typ: 'logout+jwt' }, claims, rs256(rsa.privateKey)),
    ],
    [
      'with a claim twice',
      () => jwt({ alg: 'RS256', kid: 'one' }, '{"iss":"a","iss":"b"}', rs256(rsa.privateKey)),
    ],
    [
      'with a header twice',
      () => jwt('{"alg":"none","alg":"RS256","kid":"one"}', claims, rs256(rsa.privateKey)),
    ],
    ['with padding', () => `${good()}=`],
    ['with a fourth part', () => `${good()}.x`],
    [
      'longer than any',
      () => jwt({ alg: 'RS256', kid: 'one' }, { pad: 'x'.repeat(20_000) }, rs256(rsa.privateKey)),
    ],
    [
      'with a key of its own',
      () => jwt({ alg: 'ES256', kid: 'mine', jwk: jwkOf(ec.publicKey, {}) }, claims, es256(ec.privateKey)),
    ],
  ])('are refused %s', async (_, token) => {
    expect(await isGood(token())).toBe(false);
  });

  it('are not signed by keys that are weak, secret, or for something else', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const unusable = [
      jwkOf(weak.publicKey, { kid: 'one' }),
      { kty: 'oct', k: 'AAAA', kid: 'one' },
      jwkOf(rsa.publicKey, { kid: 'one', use: 'enc' }),
      rsa.privateKey.export({ format: 'jwk' }),
    ];
    serve = issuerWith(unusable);
    expect(await newKeys().find(url, decoded(good()))).toEqual([]);
  });

  it('verify with EdDSA and ES256 too', async () => {
    serve = issuerWith([jwkOf(ed.publicKey, { kid: 'ed' }), jwkOf(ec.publicKey, { kid: 'ec' })]);
    const signedByEd = jwt({ alg: 'EdDSA', kid: 'ed' }, claims, (input) =>
      sign(null, Buffer.from(input), ed.privateKey),
    );
    expect(await isGood(signedByEd)).toBe(true);
    expect(await isGood(jwt({ alg: 'ES256', kid: 'ec' }, claims, es256(ec.privateKey)))).toBe(true);
  });
});

describe('keys of an outside issuer', () => {
  it('are fetched once for the life of the keys, however many tokens wait', async () => {
    const keys = newKeys();
    await Promise.all(Array.from({ length: 20 }, () => keys.find(url, decoded(good()))));
    now = instant(now + 3_500_000);
    await keys.find(url, decoded(good()));
    expect(asked).toEqual(['/.well-known/openid-configuration', '/jwks']);
    now = instant(now + 200_000);
    await keys.find(url, decoded(good()));
    expect(asked).toHaveLength(4);
  });

  it('roll over while they are in use, and a flood of unknown ids asks no more often', async () => {
    const keys = newKeys();
    await keys.find(url, decoded(good()));
    now = instant(now + 31_000);
    serve = issuerWith([jwkOf(ec.publicKey, { kid: 'two' })]);
    const next = decoded(jwt({ alg: 'ES256', kid: 'two' }, claims, es256(ec.privateKey)));
    expect(await keys.find(url, next)).toHaveLength(1);
    expect(await keys.find(url, decoded(good()))).toEqual([]);
    for (let at = 0; at < 50; at += 1) {
      const unknown = decoded(jwt({ alg: 'ES256', kid: `k${at}` }, claims, es256(ec.privateKey)));
      expect(await keys.find(url, unknown)).toEqual([]);
    }
    expect(asked).toHaveLength(4);
  });

  it('stay good while the issuer is down for others', async () => {
    const keys = newKeys();
    await keys.find(url, decoded(good()));
    now = instant(now + 31_000);
    serve = (_, response) => response.writeHead(500).end();
    const unknown = decoded(jwt({ alg: 'RS256', kid: 'two' }, claims, rs256(rsa.privateKey)));
    expect(await keys.find(url, unknown)).toEqual([]);
    expect(await keys.find(url, decoded(good()))).toHaveLength(1);
  });

  it.each<[string, Serve]>([
    ['redirects', (_, response) => response.writeHead(302, { Location: 'http://169.254.169.254/' }).end()],
    ['is huge', (_, response) => response.end(`{"pad":"${'x'.repeat(300_000)}"}`)],
    ['is no JSON', (_, response) => response.end('<html>')],
    ['is a list', (_, response) => response.end('[]')],
    [
      'is that of another issuer',
      (request, response) => issuerWith([], { issuer: 'https://other.example.com' })(request, response),
    ],
    [
      'sends elsewhere for keys',
      (request, response) => issuerWith([], { jwks_uri: 'http://10.0.0.1/jwks' })(request, response),
    ],
    [
      'sends to a file for keys',
      (request, response) => issuerWith([], { jwks_uri: 'file:///etc/passwd' })(request, response),
    ],
    ['fails', (_, response) => response.writeHead(500).end()],
    ['hangs up', (_, response) => response.destroy()],
    ['never answers', () => undefined],
    ['never ends', (_, response) => response.write('{')],
  ])('are refused when discovery %s', async (_, hostile) => {
    serve = hostile;
    await expect(newKeys({ timeoutMs: 300 }).find(url, decoded(good()))).rejects.toBeInstanceOf(
      DocumentRefused,
    );
    expect(asked).toEqual(['/.well-known/openid-configuration']);
  });
});
