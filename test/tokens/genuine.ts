import { expect } from 'vitest';
import { instant } from '../../shared/domain/time.ts';
import { PublicKeys } from '../../shared/tokens/publicKeys.ts';
import { verifyAuthToken, type Verified } from '../../shared/tokens/verifier.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { es256, jwt } from '../support/jwt.ts';
import { ourIssuer, publish, signingKey, tokenClaims } from '../support/signingKey.ts';

/** The time of verification. */
export const now = instant(1_760_000_000_000);
/** The one key that is published. */
export const key = signingKey();
/** Claims of a good token. */
export const claims = tokenClaims(now);
/** The good token that forgeries start from. */
export const genuine = key.token(claims);
/** Its parts. */
export const [header = '', payload = '', signature = ''] = genuine.split('.');
/** Its header, decoded. */
export const goodHeader = { alg: 'ES256', kid: key.kid, typ: 'at+jwt' };
/** Its signature, decoded: r and s of 32 bytes each. */
export const raw = Buffer.from(signature, 'base64url');
/** Signs with the published key. */
export const signer = es256(key.privateKey);

let keys: Promise<PublicKeys> | undefined;

async function publishedKeys(): Promise<PublicKeys> {
  const { table } = await embeddedTable();
  await publish(table, key.published);
  return new PublicKeys(table, () => now);
}

/** Verifies as the product does. */
export async function verify(token: string): Promise<Verified> {
  return verifyAuthToken(token, await (keys ??= publishedKeys()), {
    issuer: ourIssuer,
    audience: ourIssuer,
    now,
  });
}

/** A well-signed token whose header differs from the good one. */
export function withHeader(changes: Record<string, unknown>): string {
  return jwt({ ...goodHeader, ...changes }, claims, signer);
}

/** The good token with another signature. */
export function withSignature(bytes: Buffer): string {
  return `${header}.${payload}.${bytes.toString('base64url')}`;
}

/** base64url of a text as it stands. */
export function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** One token for each value, named after it. */
export function byName<T>(values: readonly T[], token: (value: T) => string): Record<string, string> {
  return Object.fromEntries(values.map((value, at) => [`${at} ${JSON.stringify(value)}`, token(value)]));
}

/** All forgeries of a group are refused, and none brings the verifier down. */
export async function allRefused(forgeries: Readonly<Record<string, string>>): Promise<void> {
  const outcomes = await Promise.all(
    Object.entries(forgeries).map(async ([name, token]) => [name, 'fault' in (await verify(token))] as const),
  );
  expect(outcomes.filter(([, refused]) => !refused)).toEqual([]);
}
