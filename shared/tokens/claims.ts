import type { PersonId, SessionId, UserId } from '../domain/ids.ts';

/** The media type of our tokens (RFC 9068 section 2.1). */
export const tokenType = 'at+jwt';
/** The one algorithm (RFC 7518 section 3.4). */
export const tokenAlgorithm = 'ES256';

/** What an auth token is for: acting as a service user, or Super-Admin mode. */
export type TokenUse = 'assume' | 'super-admin';

/** Claims of an auth token (RFC 9068, RFC 8693; SPEC section 5). */
export interface AuthTokenClaims {
  readonly iss: string;
  /** The service user; in Super-Admin mode the person. */
  readonly sub: UserId;
  readonly aud: string;
  readonly client_id: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  /** Seconds since the epoch; at most 180 minutes after `iat`. */
  readonly exp: number;
  readonly jti: SessionId;
  /** The person who got the token. */
  readonly act: { readonly sub: PersonId };
  readonly IsServiceUser: boolean;
  readonly role_id: string;
  readonly roles: readonly string[];
  readonly scope: string;
  /** Generation of `sub` at issue. */
  readonly gen: number;
  readonly token_use: TokenUse;
  /** The mode session that gave access, where no share did (T19). */
  readonly mode_jti?: SessionId;
}

/** Claims of a token for an application: it is verified there, offline, and refused here, since its audience is not ours. */
export interface ApplicationTokenClaims extends Omit<AuthTokenClaims, 'act' | 'token_use'> {
  /** The person behind it, where a service user was assumed. */
  readonly act?: AuthTokenClaims['act'];
  readonly token_use: 'application';
}
