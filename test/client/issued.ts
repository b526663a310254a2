import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { tokenVerifier, type VerifierOptions } from '../../client/verify.ts';

/** Whose tokens they are. */
export const issuer = 'https://api.example.com/prod';
const ours = await generateKeyPair('ES256');
/** A key pair of somebody else. */
export const foreign = await generateKeyPair('ES256');
/** The public key as it is published. */
export const key = { ...(await exportJWK(ours.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
/** The published keys. */
export const jwks = { keys: [key] };
/** The time of the tests, in seconds. */
export const now = 1_800_000_000;

/** Claims of a good token. */
export const claims = {
  iss: issuer,
  sub: 'svc_01jdb9q6w8e5kr3x7h2m4n0vtz',
  aud: issuer,
  client_id: 'usr_01jdb9q6w8e5kr3x7h2m4n0vtz',
  iat: now - 60,
  exp: now + 600,
  jti: 'ses_01jdb9q6w8e5kr3x7h2m4n0vtz',
  act: { sub: 'usr_01jdb9q6w8e5kr3x7h2m4n0vtz' },
  IsServiceUser: true,
  role_id: 'SystemRole-Managers',
  roles: ['SystemRole-Managers'],
  scope: 'bi.manage users.view',
};

/** What a token has otherwise. */
export interface Change {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: typeof ours.privateKey;
}

/** A token that is good, but for what is given. */
export function aToken(change: Change = {}): Promise<string> {
  return new SignJWT({ ...claims, ...change.claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...change.header })
    .sign(change.key ?? ours.privateKey);
}

/** A verifier that knows the keys, and what is given. */
export const verifierWith = (options: Partial<VerifierOptions> = {}) =>
  tokenVerifier({ issuer, jwks, now: () => new Date(now * 1000), ...options });
