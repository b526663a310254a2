import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { parseStrictJson } from '../domain/strictJson.ts';
import { decodeBase64url } from './base64url.ts';

/** A JWT that somebody else signed, decoded but not verified. */
export interface OutsideJwt {
  readonly algorithm: OutsideAlgorithm;
  readonly kid: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What was signed: header and payload as sent. It names the token better than the whole text, since signatures can be rewritten. */
  readonly input: string;
  readonly signature: Buffer;
}

interface Algorithm {
  readonly keyType: 'rsa' | 'ec' | 'ed25519';
  readonly digest: string | null;
  readonly curve?: string;
  readonly options?: { readonly padding: number; readonly saltLength?: number };
}

const pkcs = { padding: constants.RSA_PKCS1_PADDING };
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

/** The algorithms of RFC 7518 and RFC 8037 with a public key: never `none`, never a shared secret (RFC 8725 section 3.1). */
const algorithms = {
  RS256: { keyType: 'rsa', digest: 'sha256', options: pkcs },
  RS384: { keyType: 'rsa', digest: 'sha384', options: pkcs },
  RS512: { keyType: 'rsa', digest: 'sha512', options: pkcs },
  PS256: { keyType: 'rsa', digest: 'sha256', options: pss },
  PS384: { keyType: 'rsa', digest: 'sha384', options: pss },
  PS512: { keyType: 'rsa', digest: 'sha512', options: pss },
  ES256: { keyType: 'ec', digest: 'sha256', curve: 'prime256v1' },
  ES384: { keyType: 'ec', digest: 'sha384', curve: 'secp384r1' },
  ES512: { keyType: 'ec', digest: 'sha512', curve: 'secp521r1' },
  EdDSA: { keyType: 'ed25519', digest: null },
  // The same, as RFC 9864 names it.
  Ed25519: { keyType: 'ed25519', digest: null },
} satisfies Record<string, Algorithm>;

/** The name of an accepted algorithm. */
export type OutsideAlgorithm = keyof typeof algorithms;

/** Longer than any token that a platform gives its jobs. */
export const longestOutsideToken = 16_384;
const fewestRsaBits = 2048;
/** Verifying takes longer with longer keys; nobody needs these. */
const mostRsaBits = 8192;

/**
 * Decodes a JWT that somebody else signed: three parts, each its own strict base64url, JSON with one meaning only (no claim twice),
 * an algorithm of the list, no `crit`, and one of the types.
 * @param types - of the header, in lower case; none at all is good too.
 * @returns undefined for anything else.
 */
export function decodeOutsideJwt(
  token: string,
  types: readonly string[] = idTokenTypes,
): OutsideJwt | undefined {
  const parts = token.length > longestOutsideToken ? [] : token.split('.');
  if (parts.length !== 3) return undefined;
  const [head, payload, tail] = parts as [string, string, string];
  const header = readHeader(strictObject(head), types);
  const claims = strictObject(payload);
  const signature = decodeBase64url(tail);
  if (header === undefined || claims === undefined || signature === undefined) return undefined;
  return { ...header, claims, input: `${head}.${payload}`, signature };
}

/** An algorithm of the list, no `crit`, and one of the types. */
function readHeader(
  header: Record<string, unknown> | undefined,
  types: readonly string[],
): Pick<OutsideJwt, 'algorithm' | 'kid'> | undefined {
  if (header === undefined) return undefined;
  const { alg, kid, typ, crit } = header;
  if (crit !== undefined || !isType(typ, types) || !isAlgorithm(alg)) return undefined;
  return kid === undefined || typeof kid === 'string' ? { algorithm: alg, kid } : undefined;
}

function isAlgorithm(alg: unknown): alg is OutsideAlgorithm {
  return typeof alg === 'string' && Object.hasOwn(algorithms, alg);
}

/** What ID tokens, access tokens and plain JWTs carry: never a logout token or another statement of the issuer (RFC 8725 section 3.11). */
const idTokenTypes = ['jwt', 'at+jwt', 'application/at+jwt'];

function isType(typ: unknown, types: readonly string[]): boolean {
  return typ === undefined || (typeof typ === 'string' && types.includes(typ.toLowerCase()));
}

function strictObject(part: string): Record<string, unknown> | undefined {
  const bytes = decodeBase64url(part);
  if (bytes === undefined) return undefined;
  const parsed = parseStrictJson(bytes.toString());
  const value = 'value' in parsed ? parsed.value : undefined;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

/** A public key (RFC 7517) that tokens may be signed with. */
export interface OutsideKey {
  readonly kid: string | undefined;
  /** The one algorithm that the key is for, where it says so. */
  readonly algorithm: string | undefined;
  readonly key: KeyObject;
}

/**
 * Reads a JWK. @returns undefined for one that is no public key for signatures, or too weak: such keys stand in many sets and
 * are passed over.
 */
export function readOutsideKey(jwk: unknown): OutsideKey | undefined {
  if (typeof jwk !== 'object' || jwk === null) return undefined;
  if (holdsSecret(jwk) || !isForSignatures(jwk as Jwk)) return undefined;
  const { alg, kid } = jwk as Jwk;
  try {
    const key = createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' });
    return isStrong(key) ? { kid: textOf(kid), algorithm: textOf(alg), key } : undefined;
  } catch {
    return undefined;
  }
}

type Jwk = Readonly<Record<string, unknown>>;

/** A key pair's public half, not reserved for encryption (RFC 7517 sections 4.2 and 4.3). */
function isForSignatures({ kty, use, key_ops: operations }: Jwk): boolean {
  if (!keyTypes.has(kty)) return false;
  if (use !== undefined && use !== 'sig') return false;
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
}

const keyTypes = new Set<unknown>(['RSA', 'EC', 'OKP']);

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Whether a JWK holds what only its owner may have: a private exponent or a shared secret. */
export function holdsSecret(jwk: object): boolean {
  return ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth'].some((name) => name in jwk);
}

function isStrong(key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'rsa') return true;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits >= fewestRsaBits && bits <= mostRsaBits;
}

/** Whether a key may have signed a token: the same id where the token names one, the algorithm it is for, and its kind. */
export function suits({ kid, algorithm, key }: OutsideKey, token: OutsideJwt): boolean {
  if (token.kid !== undefined && token.kid !== kid) return false;
  if (!isFor(algorithm, token.algorithm)) return false;
  const wanted: Algorithm = algorithms[token.algorithm];
  if (key.asymmetricKeyType !== wanted.keyType) return false;
  return key.asymmetricKeyDetails?.namedCurve === wanted.curve;
}

/** Whether a key that names that algorithm, or none, is for it. RFC 9864 calls EdDSA over Curve25519 by another name, in keys and in tokens. */
export function isFor(named: string | undefined, algorithm: OutsideAlgorithm): boolean {
  const [wanted, given] = [named, algorithm].map((name) => (name === 'Ed25519' ? 'EdDSA' : name));
  return named === undefined || wanted === given;
}

/** Whether that key signed that token. */
export function isSignedBy({ key }: OutsideKey, { algorithm, input, signature }: OutsideJwt): boolean {
  const { digest, options }: Algorithm = algorithms[algorithm];
  try {
    // r and s side by side (RFC 7518 section 3.4), which other keys than those of a curve do not heed.
    return verify(digest, Buffer.from(input), { key, ...options, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}
