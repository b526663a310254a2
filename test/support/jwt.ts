import { sign, type KeyObject } from 'node:crypto';

/** base64url of a text or of the JSON of anything else. */
export function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A JWT of these parts, signed the way `signer` does; without one it ends in an empty signature. */
export function jwt(header: unknown, claims: unknown, signer?: (input: string) => Buffer): string {
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${signer?.(input).toString('base64url') ?? ''}`;
}

/** Signs as ES256 does: r and s side by side. */
export function es256(key: KeyObject): (input: string) => Buffer {
  return (input) => sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
}

/** Signs as RS256 does. */
export function rs256(key: KeyObject): (input: string) => Buffer {
  return (input) => sign('sha256', Buffer.from(input), key);
}
