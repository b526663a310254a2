import { generateKeyPairSync, sign } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../shared/domain/time.ts';
import { DocumentRefused } from '../../shared/tokens/fetchDocument.ts';
import { decodeOutsideJwt, type OutsideJwt } from '../../shared/tokens/outsideJws.ts';
import { OutsideKeys, readKeySet } from '../../shared/tokens/outsideKeys.ts';
import { jwt } from '../support/jwt.ts';
import { documentServer, type DocumentServer } from './documentServer.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const jwk = publicKey.export({ format: 'jwk' });

let server: DocumentServer;
let now = instant(1_800_000_000_000);
let keys: OutsideKeys;
/** What the issuer publishes, or the status that it fails with. */
let published: unknown;
beforeEach(async () => {
  server = await documentServer();
  now = instant(1_800_000_000_000);
  keys = new OutsideKeys({ localIssuers: true }, () => now);
  published = { keys: [{ ...jwk, kid: 'one' }] };
  server.serve = ({ url = '' }, response) => {
    const [issuer = '', document] = url.split('/.well-known/');
    const discovery = {
      issuer: `${server.url}${issuer}`,
      jwks_uri: `${server.url}${issuer}/.well-known/keys`,
    };
    answer(response, document === 'openid-configuration' ? discovery : published);
  };
});
afterEach(() => server.close());

function answer(response: ServerResponse, body: unknown): void {
  if (typeof body === 'number') response.writeHead(body).end();
  else response.end(JSON.stringify(body));
}

function token(kid: string): OutsideJwt {
  const found = decodeOutsideJwt(
    jwt({ alg: 'EdDSA', kid }, {}, (input) => sign(null, Buffer.from(input), privateKey)),
  );
  if (found === undefined) throw new Error('not decoded');
  return found;
}

/** How many keys are found, and how many documents that took. */
async function find(kid: string, issuer = server.url): Promise<[keys: number, documents: number]> {
  const before = server.asked.length;
  const found = await keys.find(issuer, token(kid));
  return [found.length, server.asked.length - before];
}

async function why(kid: string): Promise<unknown> {
  return await keys.find(server.url, token(kid)).catch((error: unknown) => error);
}

const later = (ms: number) => {
  now = instant(now + ms);
};

describe('the keys of an issuer', () => {
  it('are those that may have signed the token, and no others', async () => {
    published = { keys: [{ ...jwk, kid: 'one' }, { ...jwk, kid: 'two' }, { kty: 'oct' }] };
    expect(await find('one')).toEqual([1, 2]);
    expect((await keys.find(server.url, token('two'))).map(({ kid }) => kid)).toEqual(['two']);
  });

  it('are kept for an hour', async () => {
    expect(await find('one')).toEqual([1, 2]);
    later(3_600_000);
    expect(await find('one')).toEqual([1, 0]);
    later(1);
    published = { keys: [] };
    expect(await find('one')).toEqual([0, 2]);
  });

  it('are asked for again for an unknown key, 30 seconds after they were asked for', async () => {
    expect(await find('two')).toEqual([0, 2]);
    published = { keys: [{ ...jwk, kid: 'two' }] };
    later(30_000);
    expect(await find('two')).toEqual([0, 0]);
    later(1);
    expect(await find('two')).toEqual([1, 2]);
  });

  it('stay good while others cannot be had, and those are asked for as seldom', async () => {
    await find('one');
    later(30_001);
    published = 500;
    expect(await find('two')).toEqual([0, 2]);
    later(30_000);
    expect(await find('two')).toEqual([0, 0]);
    expect(await find('one')).toEqual([1, 0]);
    later(1);
    expect(await find('two')).toEqual([0, 2]);
  });

  it('are forgotten after an hour also where others could not be had meanwhile', async () => {
    await find('one');
    later(3_000_000);
    published = 500;
    await find('two');
    later(600_001);
    expect(await why('one')).toBeInstanceOf(DocumentRefused);
  });

  it('that could not be had are asked for again after 30 seconds; until then the reason is told', async () => {
    published = 503;
    const reason = new DocumentRefused('the issuer answered 503 in place of the document');
    expect(await why('one')).toEqual(reason);
    published = { keys: [{ ...jwk, kid: 'one' }] };
    later(30_000);
    expect(await why('one')).toEqual(reason);
    expect(server.asked).toHaveLength(2);
    later(1);
    published = 500;
    expect(String(await why('one'))).toContain('answered 500');
    published = { keys: [{ ...jwk, kid: 'one' }] };
    later(30_001);
    expect(await find('one')).toEqual([1, 2]);
  });

  it('are asked for once by tokens that come together, and again by later ones', async () => {
    await Promise.all([find('one'), find('one'), find('one')]);
    expect(server.asked).toHaveLength(2);
    later(3_600_001);
    await Promise.all([find('one'), find('one')]);
    expect(server.asked).toHaveLength(4);
  });

  it('of 200 issuers are kept: those asked longest ago are forgotten', async () => {
    const issuers = Array.from({ length: 201 }, (_, index) => `${server.url}/${index}`);
    for (const issuer of issuers.slice(0, 200)) expect(await find('one', issuer)).toEqual([1, 2]);
    expect(await find('one', issuers[0])).toEqual([1, 0]);
    later(30_001);
    await find('another', issuers[0]);
    expect(await find('one', issuers[200])).toEqual([1, 2]);
    expect(await find('one', issuers[0])).toEqual([1, 0]);
    expect(await find('one', issuers[2])).toEqual([1, 0]);
    expect(await find('one', issuers[1])).toEqual([1, 2]);
  });

  it('are those of the issuer by its exact name, with a slash at its end or without', async () => {
    expect(await find('one', `${server.url}/`).catch(String)).toContain('not that of the issuer');
    server.serve = ({ url = '' }, response) =>
      answer(
        response,
        url === '/.well-known/openid-configuration'
          ? { issuer: `${server.url}/`, jwks_uri: `${server.url}/keys` }
          : published,
      );
    later(30_001);
    expect(await find('one', `${server.url}/`)).toEqual([1, 2]);
    expect(await find('one', server.url).catch(String)).toContain('not that of the issuer');
  });

  it.each([undefined, null, 7, ['https://issuer.example.com']])('are nowhere: %j', async (jwks_uri) => {
    server.serve = (_, response) => answer(response, { issuer: server.url, jwks_uri });
    expect(await why('one')).toEqual(new DocumentRefused('the discovery document is not that of the issuer'));
  });
});

describe('a set of keys', () => {
  it('holds at most 100', () => {
    const set = (length: number) => ({ keys: Array.from({ length }, () => jwk) });
    expect(readKeySet(set(100))).toHaveLength(100);
    expect(readKeySet({ keys: [{ kty: 'oct' }, null] })).toEqual([]);
    expect(() => readKeySet(set(101))).toThrow(new DocumentRefused('not a set of keys'));
  });

  it.each([undefined, null, {}, 'keys', { length: 0 }])('is not %j', (other) => {
    expect(() => readKeySet({ keys: other })).toThrow(new DocumentRefused('not a set of keys'));
  });
});
