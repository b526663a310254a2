import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64url, decodeJsonObject, encodeBase64url } from '../../shared/tokens/base64url.ts';

describe('strict base64url', () => {
  it('gives bytes back as they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(decodeBase64url(encodeBase64url(bytes))?.equals(bytes)).toBe(true);
      }),
    );
  });

  it('takes no text but the one that the bytes encode to', () => {
    const characters = fc.constantFrom('A', 'Q', 'g', 'w', '_', '-', '+', '/', '=', ' ', '\n', 'é', '.');
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 12 }), (text) => {
        const bytes = decodeBase64url(text);
        expect(bytes === undefined || encodeBase64url(bytes) === text).toBe(true);
        expect(bytes !== undefined && /[^A-Za-z0-9_-]/.test(text)).toBe(false);
      }),
    );
  });

  it.each(['A', 'AB', 'AA=', 'AA==', 'A A', 'AAA\n', 'AA+/', 'AAB', 'é'])('refuses %j', (text) => {
    expect(decodeBase64url(text)).toBeUndefined();
  });

  it.each(['null', '[]', '"text"', '1', '', '{', '{"a":1}x', '\u0000'])(
    'takes %j for no JSON object',
    (text) => {
      expect(decodeJsonObject(encodeBase64url(text))).toBeUndefined();
    },
  );

  it('takes bytes that are not UTF-8 for no JSON object', () => {
    expect(
      decodeJsonObject(encodeBase64url(Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]))),
    ).toBeUndefined();
  });
});
