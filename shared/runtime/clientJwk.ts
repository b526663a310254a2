import type { KeyObject } from 'node:crypto';
import { clientKeyIdPattern, type ClientKey, type ClientKeyAlgorithm } from '../domain/clientKey.ts';
import { holdsSecret, isFor, readOutsideKey } from '../tokens/outsideJws.ts';
import { thumbprint } from '../tokens/thumbprint.ts';

/** What a registered key is kept as. */
type ReadKey = Pick<ClientKey, 'clientKeyId' | 'algorithm' | 'jwk'>;

/** Reads a JWK that somebody registers; it must be public, strong, and for one of the three algorithms. */
export function readPublicJwk(
  given: Readonly<Record<string, unknown>>,
): ReadKey | { readonly fault: string } {
  if (holdsSecret(given)) return { fault: 'holds a secret: register the public key only' };
  const read = readOutsideKey(given);
  const algorithm = read === undefined ? undefined : algorithmOf(read.key);
  if (read === undefined || algorithm === undefined) {
    return { fault: 'must be a public key: EC P-256, RSA of 2048 to 8192 bits, or Ed25519' };
  }
  if (!isFor(read.algorithm, algorithm)) {
    return { fault: `is used with ${algorithm}, which its alg does not say` };
  }
  const jwk = publicMembers(read.key);
  const clientKeyId = read.kid ?? thumbprint(read.key);
  return clientKeyIdPattern.test(clientKeyId)
    ? { clientKeyId, algorithm, jwk }
    : { fault: 'kid must be 1 to 128 letters, digits, dots, dashes or underscores' };
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): ClientKeyAlgorithm | undefined {
  if (asymmetricKeyType === 'rsa') return 'RS256';
  if (asymmetricKeyType === 'ed25519') return 'EdDSA';
  return asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ES256' : undefined;
}

/** As the key itself has them: nothing else of what was sent is kept. */
function publicMembers(key: KeyObject): Record<string, string> {
  return key.export({ format: 'jwk' }) as Record<string, string>;
}
