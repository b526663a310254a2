import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { expect, it } from 'vitest';
import { thumbprint } from '../../shared/tokens/thumbprint.ts';

it('RFC 8037 appendix A.3: of the key there', () => {
  const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  expect(thumbprint(key)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
});

it.each<[string, () => KeyObject]>([
  ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey],
  ['P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey],
  ['Ed25519', () => generateKeyPairSync('ed25519').publicKey],
])('RFC 7638 is what others take for it: %s', async (_, make) => {
  const key = make();
  expect(thumbprint(key)).toBe(await calculateJwkThumbprint(key.export({ format: 'jwk' })));
});

it('is another for another key', () => {
  const [one, other] = [0, 1].map(() => thumbprint(generateKeyPairSync('ed25519').publicKey));
  expect(one).not.toBe(other);
});
