import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedUrl, DocumentRefused, fetchDocument } from '../../shared/tokens/fetchDocument.ts';
import { isPublicAddress } from '../../shared/tokens/publicAddress.ts';

let url = '';
let connections = 0;
const server = createServer().on('connection', () => (connections += 1));

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe('where an issuer may be', () => {
  it.each([
    'http://example.com',
    'ftp://example.com',
    'https://user:secret@example.com',
    'https://127.0.0.1',
    'https://10.1.2.3',
    'https://169.254.169.254',
    'https://[::1]',
    'https://[::ffff:10.0.0.1]',
    'https://[fd00::1]',
    'https://0x7f.1',
    'https://2130706433',
    'rubbish',
  ])('is not %s', (uri) => {
    expect(() => checkedUrl(uri, { localIssuers: false })).toThrow(DocumentRefused);
  });

  it.each([
    '10.0.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '192.168.1.1',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
    'rubbish',
  ])('the address %s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['140.82.121.3', '2606:4700::1111'])('the address %s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('a name that resolves to an address that is not public is refused before anything is connected to', async () => {
    const { port } = new URL(url);
    const resolve = () =>
      Promise.resolve([
        { address: '140.82.121.3', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    const asking = fetchDocument(`https://issuer.example.com:${port}/x`, { localIssuers: false, resolve });
    await expect(asking).rejects.toThrow('not a public one');
    await expect(
      fetchDocument(`https://localhost:${port}/x`, { localIssuers: false }),
    ).rejects.toBeInstanceOf(DocumentRefused);
    expect(connections).toBe(0);
  });

  it('a look-up that never ends does not hold the request', async () => {
    const rules = { localIssuers: false, timeoutMs: 100, resolve: () => new Promise<never>(() => undefined) };
    await expect(fetchDocument('https://issuer.example.com/x', rules)).rejects.toThrow('in time');
  });
});
