import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { getDefaultAutoSelectFamily, setDefaultAutoSelectFamily } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkedUrl, DocumentRefused, fetchDocument } from '../../shared/tokens/fetchDocument.ts';
import { documentServer, type DocumentServer } from './documentServer.ts';

let server: DocumentServer;
beforeEach(async () => {
  server = await documentServer();
});
afterEach(() => server.close());

const here = { localIssuers: true };
const elsewhere = { localIssuers: false };
const at = (...addresses: string[]) => ({
  resolve: () => Promise.resolve(addresses.map((address): LookupAddress => ({ address, family: 4 }))),
});

describe('the place of a document', () => {
  it.each([
    ['https://issuer.example.com/x'],
    ['https://140.82.121.3/x'],
    ['https://[2606:4700::1111]/x'],
    ['https://issuer.example.com:8443/x'],
  ])('may be %s', (uri) => {
    expect(checkedUrl(uri, elsewhere).href).toBe(uri);
    expect(checkedUrl(uri, here).href).toBe(uri);
  });

  it.each([
    ['rubbish', 'not a plain URL'],
    ['https://user@issuer.example.com/', 'not a plain URL'],
    ['https://:secret@issuer.example.com/', 'not a plain URL'],
    ['http://user@127.0.0.1/', 'not a plain URL'],
    ['http://issuer.example.com/', 'not https'],
    ['http://140.82.121.3/', 'not https'],
    ['ftp://127.0.0.1/', 'not https'],
    ['xhttp://localhost/', 'not https'],
    ['https://10.1.2.3/', 'the address is not a public one'],
    ['https://[fd00::1]/', 'the address is not a public one'],
  ])('is not %s, wherever this runs: %s', (uri, message) => {
    for (const rules of [here, elsewhere])
      expect(() => checkedUrl(uri, rules)).toThrow(new DocumentRefused(message));
  });

  it.each([
    ['http://localhost:1/', 'not https'],
    ['http://127.0.0.1:1/', 'not https'],
    ['https://127.0.0.1:1/', 'the address is not a public one'],
    ['https://[::1]:1/', 'the address is not a public one'],
  ])('is %s where this machine may be an issuer, and only there', (uri, message) => {
    expect(checkedUrl(uri, here).href).toBe(uri);
    expect(() => checkedUrl(uri, elsewhere)).toThrow(new DocumentRefused(message));
  });
});

describe('the name of an issuer', () => {
  it.each([
    ['no address', []],
    ['a private address', ['10.0.0.1']],
    ['this machine', ['127.0.0.1']],
    ['a private address behind a public one', ['140.82.121.3', '192.168.0.1']],
  ])('is refused where it resolves to %s', async (_, addresses) => {
    const asking = fetchDocument('https://issuer.example.com/x', { ...elsewhere, ...at(...addresses) });
    await expect(asking).rejects.toThrow(new DocumentRefused('the address is not a public one'));
  });

  it('is refused where it resolves to a private address, also where this machine may be an issuer', async () => {
    const rules = { ...here, ...at('127.0.0.1', '10.0.0.1') };
    await expect(fetchDocument(`http://localhost:${server.port}/x`, rules)).rejects.toThrow(
      new DocumentRefused('the address is not a public one'),
    );
    expect(server.asked).toEqual([]);
  });

  it('is refused where it does not resolve, and tells why', async () => {
    const failed = new Error('SERVFAIL');
    const resolve = () => Promise.reject(failed);
    const asking = fetchDocument('https://issuer.example.com/x', { ...elsewhere, resolve });
    const error = await asking.catch((thrown: unknown) => thrown);
    expect(error).toEqual(new DocumentRefused('the name does not resolve', { cause: failed }));
    // A label of 64 characters is no name anywhere: the resolver of the system asks nobody.
    const nowhere = fetchDocument(`https://${'a'.repeat(64)}.example/x`, elsewhere);
    await expect(nowhere).rejects.toThrow('the name does not resolve');
  });

  it('is looked up by the system where nobody else does, for either way of connecting', async () => {
    const before = getDefaultAutoSelectFamily();
    try {
      for (const both of [true, false]) {
        setDefaultAutoSelectFamily(both);
        const rules = both ? here : { ...here, ...at('127.0.0.1') };
        expect(await fetchDocument(`http://localhost:${server.port}/x`, rules)).toEqual({});
      }
    } finally {
      setDefaultAutoSelectFamily(before);
    }
    expect(server.asked).toHaveLength(2);
  });
});

describe('a document', () => {
  it('is asked for with nothing that says who asks, over a connection of its own', async () => {
    await fetchDocument(`${server.url}/x?y=1`, here);
    const [request] = server.asked;
    expect([request?.method, request?.url]).toEqual(['GET', '/x?y=1']);
    expect(request?.headers).toEqual({
      accept: 'application/json',
      'user-agent': 'service-users',
      host: `127.0.0.1:${server.port}`,
      connection: 'close',
    });
  });

  it.each(['null', '[]', '"text"', '7', '', '{', '<html>'])('is refused where it is %j', async (body) => {
    server.serve = (_, response) => response.end(body);
    await expect(fetchDocument(server.url, here)).rejects.toThrow(
      new DocumentRefused('the document is not a JSON object'),
    );
  });

  it('is refused where it is not UTF-8, or nobody answers, and tells why', async () => {
    server.serve = (_, response) => response.end(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]));
    const reached = async () =>
      await fetchDocument(server.url, here).catch((thrown: unknown) => thrown as Error);
    expect(await reached()).toMatchObject({
      message: 'the issuer cannot be reached',
      name: 'DocumentRefused',
    });
    expect((await reached()).cause).toMatchObject({ code: 'ERR_ENCODING_INVALID_ENCODED_DATA' });
    server.close();
    expect((await reached()).cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it.each([201, 204, 301, 404, 500])('is refused with status %i, and the connection ends', async (status) => {
    let ended: Promise<unknown> | undefined;
    server.serve = (_, response) => {
      ended = once(response, 'close');
      response.writeHead(status).write(status === 204 ? '' : 'x');
      response.flushHeaders();
    };
    await expect(fetchDocument(server.url, here)).rejects.toThrow(
      new DocumentRefused(`the issuer answered ${status} in place of the document`),
    );
    await ended;
  });

  it('is at most 262,144 bytes long, and no more of it is read', async () => {
    const padded = (length: number) => `{"pad":"${'x'.repeat(length - 10)}"}`;
    server.serve = (_, response) => response.end(padded(262_144));
    expect(Object.keys(await fetchDocument(server.url, here))).toEqual(['pad']);
    let ended: Promise<unknown> | undefined;
    server.serve = (_, response) => {
      ended = once(response, 'close');
      response.write(padded(262_145));
    };
    await expect(fetchDocument(server.url, here)).rejects.toThrow(
      new DocumentRefused('the document is too long'),
    );
    await ended;
  });

  it('is waited for until the time is over, and no longer', async () => {
    let waiting: ServerResponse | undefined;
    server.serve = (_, response) => {
      waiting = response;
    };
    await expect(fetchDocument(server.url, { ...here, timeoutMs: 50 })).rejects.toThrow(
      new DocumentRefused('the issuer did not answer in time'),
    );
    if (waiting?.closed === false) await once(waiting, 'close');
  });
});
