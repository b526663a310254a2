import { expect, it } from 'vitest';
import { clientKeyAlgorithms, clientKeyIdPattern } from '../../shared/domain/clientKey.ts';

it.each([
  ['a', true],
  ['-_', true],
  ['2026-11.key_A', true],
  ['x'.repeat(128), true],
  ['x'.repeat(129), false],
  ['', false],
  ['.key', false],
  ['..', false],
  ['a/b', false],
  ['a#b', false],
  [' a', false],
  ['a b', false],
  ['a\n', false],
])('an id of a client key is safe in keys and paths: %j is one: %s', (id, expected) => {
  expect(clientKeyIdPattern.test(id)).toBe(expected);
});

it('no algorithm of a client key has a shared secret', () => {
  expect(clientKeyAlgorithms).toEqual(['ES256', 'RS256', 'EdDSA']);
});
