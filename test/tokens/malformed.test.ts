import { createPrivateKey, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { jwt, part } from '../support/jwt.ts';
import {
  allRefused,
  byName,
  claims,
  genuine,
  goodHeader,
  header,
  key,
  payload,
  raw,
  signature,
  signer,
  withSignature,
} from './genuine.ts';

describe('T12 a token out of form is refused', () => {
  it('with a signature at the edges of its range', async () => {
    const hex = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
    const n = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
    const p = BigInt('0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff');
    const edges = [0n, 1n, n - 1n, n, n + 1n, p, 2n ** 256n - 1n].map(hex);
    const [r, s] = [raw.subarray(0, 32), raw.subarray(32)];
    const pairs = [
      ...edges.flatMap((a) => edges.map((b) => [a, b])),
      ...edges.flatMap((edge) => [
        [edge, s],
        [r, edge],
      ]),
      [s, r],
    ];
    await allRefused(
      Object.fromEntries(pairs.map((pair, at) => [String(at), withSignature(Buffer.concat(pair))])),
    );
  });

  it('with a signature of another length or form', async () => {
    const lengths = [0, 1, 31, 32, 33, 63, 65, 66, 96, 128, 4096];
    const resized = (length: number) => Buffer.concat([raw, raw, Buffer.alloc(4096)]).subarray(0, length);
    await allRefused(byName(lengths, (length) => withSignature(resized(length))));
    const der = sign(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      createPrivateKey(key.privateKey.export({ format: 'pem', type: 'pkcs8' })),
    );
    await allRefused({
      der: withSignature(der),
      derCut: withSignature(der.subarray(0, 64)),
      hex: `${header}.${payload}.${raw.toString('hex')}`,
    });
  });

  it('with any bit flipped', async () => {
    const parts = [header, payload, signature];
    const flipped = parts.flatMap((text, at) => {
      const bytes = Buffer.from(text, 'base64url');
      return Array.from({ length: bytes.length * 8 }, (_, bit) => {
        const copy = Buffer.from(bytes);
        copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return parts.map((part_, index) => (index === at ? copy.toString('base64url') : part_)).join('.');
      });
    });
    expect(flipped.length).toBeGreaterThan(2000);
    await allRefused(Object.fromEntries(flipped.map((token, at) => [String(at), token])));
  });

  it('in base64url that is not strict', async () => {
    const { length } = signature;
    const last = signature.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // 64 bytes leave two bits of the last character unused: three other characters decode to the same bytes.
    const twins = [1, 2, 3].map((step) => alphabet[alphabet.indexOf(last) ^ step] ?? '');
    await allRefused(byName(twins, (twin) => `${header}.${payload}.${signature.slice(0, -1)}${twin}`));
    const junk = ['=', '==', ' ', '\n', '\r\n', '\t', '!', '%3D', '\u0000', '.', '+', '/', 'é'];
    await allRefused(byName(junk, (text) => `${genuine}${text}`));
    await allRefused(byName(junk, (text) => `${text}${genuine}`));
    await allRefused(
      byName(
        junk,
        (text) =>
          `${header}.${payload}.${signature.slice(0, length / 2)}${text}${signature.slice(length / 2)}`,
      ),
    );
    const standard = (text: string) => Buffer.from(text, 'base64url').toString('base64');
    await allRefused({ standard: [header, payload, signature].map(standard).join('.') });
  });

  it('in another serialisation, joined, cut or none of a token', async () => {
    const json = { payload, signatures: [{ protected: header, signature }] };
    await allRefused({
      json: JSON.stringify(json),
      flattened: JSON.stringify({ payload, protected: header, signature }),
      jwe: `${genuine}.a.b`,
      joined: `${genuine},${genuine}`,
      twice: `${genuine}.${genuine}`,
      emptyParts: '..',
      id: claims.jti,
      text: 'not a token',
      list: [part([goodHeader]), payload, signature].join('.'),
      nullHeader: [part('null'), payload, signature].join('.'),
      nullPayload: jwt(goodHeader, 'null', signer),
      listPayload: jwt(goodHeader, [claims], signer),
      notJson: jwt(goodHeader, '{"sub":', signer),
      notUtf8: `${header}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.${signature}`,
    });
  });

  it('that is longer than any of ours, in no time', async () => {
    const begin = performance.now();
    await allRefused({
      signed: key.token({ ...claims, scope: 'x'.repeat(9000) }),
      megabytes: `${header}.${'A'.repeat(10_000_000)}.${signature}`,
      dots: '.'.repeat(5_000_000),
    });
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});
