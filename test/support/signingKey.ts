import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { newId } from '../../shared/domain/ids.ts';
import { toSeconds, type Instant } from '../../shared/domain/time.ts';
import { publicKeysKey } from '../../shared/store/keys.ts';
import type { Table } from '../../shared/store/table.ts';
import type { AuthTokenClaims } from '../../shared/tokens/claims.ts';
import type { PublishedKey } from '../../shared/tokens/publicKeys.ts';
import { aPerson } from './aPerson.ts';
import { aServiceUser } from './aServiceUser.ts';
import { es256, jwt } from './jwt.ts';
import { stored } from './stored.ts';

/** A key pair in place of the one in KMS. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly published: PublishedKey;
  /** The token that the product would issue for these claims. */
  token(claims: unknown): string;
}

/** Makes a key pair. */
export function signingKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
  const published = { kid, x, y, keyArn: `arn:aws:kms:eu-central-1:000000000000:key/${kid}` };
  const header = { alg: 'ES256', kid, typ: 'at+jwt' };
  return { kid, privateKey, publicKey, published, token: (claims) => jwt(header, claims, es256(privateKey)) };
}

/** Publishes keys, in place of those published before. */
export async function publish(table: Table, ...keys: readonly PublishedKey[]): Promise<void> {
  await stored(table, { put: { ...publicKeysKey, entity: 'publicKeys', keys } });
}

/** The issuer, and the audience, of tokens in tests. */
export const ourIssuer = 'https://api.example.com/dev';

/** Claims of a token issued now for an hour, but for what is given. */
export function tokenClaims<Given extends object = object>(
  now: Instant,
  given: Given & Partial<Record<keyof AuthTokenClaims, unknown>> = {} as Given,
) {
  const sub = aServiceUser().userId;
  const iat = toSeconds(now);
  return {
    iss: ourIssuer,
    sub,
    aud: ourIssuer,
    client_id: sub,
    iat,
    exp: iat + 3600,
    jti: newId('session'),
    act: { sub: aPerson().userId },
    IsServiceUser: true,
    role_id: 'SystemRole-DefaultUsers',
    roles: ['SystemRole-DefaultUsers'],
    scope: 'users.view',
    gen: 1,
    token_use: 'assume',
    ...given,
  };
}
