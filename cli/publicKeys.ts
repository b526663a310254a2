import { createPublicKey } from 'node:crypto';
import { ConfigurationError } from './exitCodes.ts';
import { readText } from './readText.ts';

/** A key as JSON (RFC 7517). */
export type Jwk = Record<string, unknown>;

/** Members of a JWK that only the owner of a key may have. */
const secretMembers = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];

/**
 * A public key from a file, as JWK or PEM; a private one is not sent anywhere.
 * @throws ConfigurationError for a file without a public key.
 */
export function publicKeyIn(file: string): Jwk {
  return publicKeyOf(readText(file), file);
}

/**
 * Public keys from a file: a JWK Set, or a single key as JWK or PEM.
 * @throws ConfigurationError for a file without public keys.
 */
export function keySetIn(file: string): { keys: Jwk[] } {
  const text = readText(file);
  const { keys } = isJson(text) ? objectIn(text, file) : {};
  if (!Array.isArray(keys)) return { keys: [publicKeyOf(text, file)] };
  return { keys: keys.map((key) => publicOnly(key, file)) };
}

function publicKeyOf(text: string, file: string): Jwk {
  if (isJson(text)) return publicOnly(objectIn(text, file), file);
  if (text.includes('PRIVATE KEY-----')) return privateKey(file);
  try {
    return createPublicKey(text).export({ format: 'jwk' });
  } catch {
    throw new ConfigurationError(`${file} holds no public key: expected PEM or a JWK.`);
  }
}

const isJson = (text: string): boolean => text.trimStart().startsWith('{');

function objectIn(text: string, file: string): Jwk {
  try {
    return JSON.parse(text) as Jwk;
  } catch {
    throw new ConfigurationError(`${file} cannot be read as JSON.`);
  }
}

function publicOnly(key: unknown, file: string): Jwk {
  if (typeof key !== 'object' || key === null) throw new ConfigurationError(`${file} holds no keys.`);
  return secretMembers.some((name) => name in key) ? privateKey(file) : (key as Jwk);
}

function privateKey(file: string): never {
  throw new ConfigurationError(
    `${file} holds a private key, which stays where it signs. Give its public part: openssl pkey -in ${file} -pubout`,
  );
}
