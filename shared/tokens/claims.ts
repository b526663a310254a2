import type { PersonId, SessionId, UserId } from '../domain/ids.ts';

/** The media type of our tokens (RFC 9068 section 2.1). */
export const tokenType = 'at+jwt';
/** The one algorithm (RFC 7518 section 3.4). */
export const tokenAlgorithm = 'ES256';

/** What an auth token is for: acting as a service user, or Super-Admin mode. */
export type TokenUse = 'assume' | 'super-admin';
/** What any token of ours is for: `access` is a service user by itself, `application` is for other services only. */
export type AnyTokenUse = TokenUse | 'access' | 'application';

/** Claims that every token of ours has (RFC 9068). */
interface CommonClaims {
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
  readonly IsServiceUser: boolean;
  readonly role_id: string;
  readonly roles: readonly string[];
  readonly scope: string;
  /** Generation of `sub` at issue. */
  readonly gen: number;
  /** The mode session that gave access, where no share did (T19). */
  readonly mode_jti?: SessionId;
}

/** Claims of a token that a person got (RFC 8693; SPEC section 5). */
export interface ActedClaims extends CommonClaims {
  /** The person who got the token. */
  readonly act: { readonly sub: PersonId };
  readonly token_use: TokenUse;
}

/** Claims of a token that a service user got for itself at the token endpoint: nobody is behind it. */
export interface AccessTokenClaims extends CommonClaims {
  readonly act?: undefined;
  readonly token_use: 'access';
}

/** Claims of a token that this API accepts. */
export type AuthTokenClaims = ActedClaims | AccessTokenClaims;

/** Claims of a token for an application: it is verified there, offline, and refused here, since its audience is not ours. */
export interface ApplicationTokenClaims extends CommonClaims {
  /** The person behind it, where a service user was assumed. */
  readonly act?: ActedClaims['act'];
  readonly token_use: 'application';
}

/** Claims of any token of ours. */
export type AnyTokenClaims = AuthTokenClaims | ApplicationTokenClaims;
