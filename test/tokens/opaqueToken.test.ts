import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hashOfOpaqueToken,
  looksOpaque,
  newOpaqueToken,
  tokenHash,
  tokenPrefixPattern,
  withChecksum,
} from '../../shared/tokens/opaqueToken.ts';

const known = 'sut_0000000000000000000000000000003HOrQ4';

describe('an opaque token', () => {
  it('has the form of the specification: prefix, 30 characters of secret, 6 of checksum', () => {
    for (const prefix of ['sut', 'pat', 'acme2']) {
      expect(newOpaqueToken(prefix)).toMatch(new RegExp(`^${prefix}_[0-9A-Za-z]{36}$`));
    }
  });

  it.each([
    ['123456789', '3jZRME'],
    ['sut_000000000000000000000000000000', '3HOrQ4'],
    ['pat_aZ9aZ9aZ9aZ9aZ9aZ9aZ9aZ9aZ9aZ9', '4Uu7lu'],
    ['sut_000000000000000000000000000133', '00rbtS'],
  ])('ends in the CRC32 of %s in base 62, padded with 0: %s', (body, checksum) => {
    expect(withChecksum(body)).toBe(body + checksum);
  });

  it('K1 is known by the SHA-256 of the whole text', () => {
    expect(hashOfOpaqueToken(known)).toBe('BbrWHZ8jWzJuQsNJ-DutjQuASIp6a4zJ6BXnGXnbaNU');
    expect(tokenHash(known)).toBe(hashOfOpaqueToken(known));
  });

  it('is accepted whatever its prefix, so that another one can be configured', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9]{1,15}$/), (prefix) => {
        const token = newOpaqueToken(prefix);
        return looksOpaque(token) && hashOfOpaqueToken(token) === tokenHash(token);
      }),
    );
  });

  it('is refused when any one character of it is another one', () => {
    const characters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_';
    const oneOff = fc.tuple(fc.nat(known.length - 1), fc.constantFrom(...characters));
    fc.assert(
      fc.property(oneOff, ([at, character]) => {
        const changed = known.slice(0, at) + character + known.slice(at + 1);
        return changed === known || hashOfOpaqueToken(changed) === undefined;
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '',
    'sut_',
    known.slice(0, -1),
    `${known}0`,
    ` ${known}`,
    `${known}\n`,
    known.toUpperCase(),
    known.replace('_', '-'),
    known.replace('0', '０'),
    withChecksum('sut_00000000000000000000000000000'),
    withChecksum('_000000000000000000000000000000'),
    withChecksum('1ab_000000000000000000000000000000'),
    withChecksum('sut_00000000000000000000000000000.'),
  ])('is refused in the form %j', (text) => {
    expect(looksOpaque(text)).toBe(false);
    expect(hashOfOpaqueToken(text)).toBeUndefined();
  });

  it('uses every character equally often, in every place', () => {
    const counts = new Map<string, number>();
    const tokens = Array.from({ length: 2000 }, () => newOpaqueToken('sut').slice(4, 34));
    for (const character of tokens.join('')) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    // 60,000 draws of 62: 968 each, standard deviation 31; eight of them are never met by chance.
    for (const count of counts.values()) expect(Math.abs(count - 968)).toBeLessThan(250);
    expect(new Set(tokens).size).toBe(2000);
  });
});

it.each([
  ['su', true],
  ['sut2', true],
  [`a${'9'.repeat(15)}`, true],
  [`a${'9'.repeat(16)}`, false],
  ['s', false],
  ['2su', false],
  ['Sut', false],
  ['suT', false],
  ['su_', false],
  ['-sut', false],
  ['sut\n', false],
  ['', false],
])('a configured prefix: %j is one: %s, and then its tokens are known', (prefix, expected) => {
  expect(tokenPrefixPattern.test(prefix)).toBe(expected);
  expect(looksOpaque(newOpaqueToken(prefix))).toBe(expected);
});
