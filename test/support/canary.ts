import { es256, part } from './jwt.ts';
import { generateKeyPairSync } from 'node:crypto';
import type { AssertionSigner } from '../../shared/tokens/assertionSigner.ts';

/** Signs assertions with a key of this process in place of one in KMS. */
export function localSigner(): AssertionSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sign = es256(privateKey);
  return {
    publicKey: () => Promise.resolve(publicKey.export({ format: 'jwk' })),
    sign: (header, claims) => {
      const input = `${part({ ...header, alg: 'ES256' })}.${part(claims)}`;
      return Promise.resolve(`${input}.${sign(input).toString('base64url')}`);
    },
  };
}
