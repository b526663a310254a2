import { createHash, type KeyObject } from 'node:crypto';

/** The SHA-256 thumbprint of a public key, in base64url (RFC 7638): its required members in the order of their names. */
export function thumbprint(key: KeyObject): string {
  const jwk = key.export({ format: 'jwk' }) as Readonly<Record<string, unknown>>;
  // JSON leaves those out that this kind of key does not have.
  const members = ['crv', 'e', 'kty', 'n', 'x', 'y'].map((name) => [name, jwk[name]] as const);
  const canonical = JSON.stringify(Object.fromEntries(members));
  return createHash('sha256').update(canonical).digest('base64url');
}
