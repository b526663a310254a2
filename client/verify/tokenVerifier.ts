import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { identityOf, permits, type Identity } from './identity.ts';
import { introspect, type Introspection } from './introspection.ts';
import { TokenRefused } from './refused.ts';

/** Whose tokens are taken, and for whom they must be. */
export interface VerifierOptions {
  /** `iss` of the tokens: the base URL of the Service Users API. */
  readonly issuer: string;
  /** `aud` of the tokens: this service's `ApplicationId`; the API itself when left out. */
  readonly audience?: string;
  /** Public keys, for networks without a way to the issuer; fetched from it when left out. */
  readonly jwks?: JSONWebKeySet;
  /** Asks the issuer about every token, so that revocation is instant and opaque tokens are understood. */
  readonly introspection?: Introspection;
  readonly fetch?: typeof fetch;
  readonly now?: () => Date;
}

/** What a request must be allowed, beside carrying a good token. */
export interface Requirements {
  /** `service.level`; a higher level will do. */
  readonly permission?: string;
  /** Any of these roles, by id. */
  readonly roles?: readonly string[];
  /** `service`: service users only; `person`: people only. */
  readonly kind?: 'service' | 'person';
}

/** Headers of a request in any framework: a lookup by lower-case name. */
export type HeaderLookup = (name: string) => string | undefined;

/** Verifies tokens; keep one for the life of the process, it holds the keys. */
export interface TokenVerifier {
  /** @throws TokenRefused; with status 503 while the issuer does not answer */
  verify(token: string, requirements?: Requirements): Promise<Identity>;
  /** Takes the token from the service-user header, else from `Authorization`. @throws TokenRefused */
  verifyRequest(header: HeaderLookup, requirements?: Requirements): Promise<Identity>;
}

/** Makes a verifier (RFC 9068 section 4): pinned algorithm and type, our keys, issuer, audience and time without leeway. */
export function tokenVerifier(options: VerifierOptions): TokenVerifier {
  const read = readerOf(options);
  const verify: TokenVerifier['verify'] = async (token, requirements = {}) => {
    const identity = identityOf(await read(token));
    if (identity === undefined) throw new TokenRefused('invalid_token', 'a claim is missing');
    mustMeet(identity, requirements);
    return identity;
  };
  return {
    verify,
    verifyRequest: async (header, requirements) => {
      const token = tokenOf(header);
      if (token === undefined) throw new TokenRefused('missing-token', 'no token was sent');
      return verify(token, requirements);
    },
  };
}

type Reader = (token: string) => Promise<JWTPayload>;

const jwtForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

function readerOf(options: VerifierOptions): Reader {
  const { introspection, issuer, audience = issuer } = options;
  const offline = offlineReader(options);
  if (introspection === undefined) return offline;
  return async (token) => {
    // A bad signature needs no question to the issuer; an opaque token cannot be read without one.
    if (jwtForm.test(token)) await offline(token);
    return introspect(token, { ...introspection, issuer, audience, send: options.fetch ?? fetch });
  };
}

function offlineReader(options: VerifierOptions): Reader {
  const { issuer, audience = issuer, jwks, now = () => new Date() } = options;
  const keys = jwks === undefined ? remoteKeys(options) : createLocalJWKSet(jwks);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ['ES256'],
        typ: 'at+jwt',
        clockTolerance: 0,
        requiredClaims: ['exp', 'iat'],
        currentDate: now(),
      });
      return payload;
    } catch (error) {
      if (error instanceof TokenRefused) throw error;
      throw new TokenRefused('invalid_token', error instanceof Error ? error.message : 'not readable');
    }
  };
}

function remoteKeys({ issuer, fetch: send }: VerifierOptions): JWTVerifyGetKey {
  const url = new URL(`${issuer.replace(/\/+$/, '')}/.well-known/jwks.json`);
  const keys = createRemoteJWKSet(url, send === undefined ? {} : { [customFetch]: send });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (faultsOfTokens.some((fault) => error instanceof fault)) throw error;
      // No keys, no verdict: the token may be good.
      throw new TokenRefused('introspection-unavailable', error instanceof Error ? error.message : 'no keys');
    }
  };
}

/** Why a token gets none of the keys that were fetched. */
const faultsOfTokens = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

/** A token in the service-user header decides alone: a bad one never falls back to `Authorization` (T8). */
function tokenOf(header: HeaderLookup): string | undefined {
  const assumed = header('x-amorphic-service-user');
  if (assumed !== undefined) return assumed.replace(/^Bearer +/i, '');
  const authorization = header('authorization');
  if (authorization === undefined || authorization === '') return undefined;
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw new TokenRefused('invalid_token', 'Authorization is no Bearer token');
  return token;
}

function mustMeet(identity: Identity, { permission, roles, kind }: Requirements): void {
  if (permission !== undefined && !permits(identity, permission)) {
    throw new TokenRefused('insufficient_scope', `${permission} is missing`, permission);
  }
  if (roles?.includes(identity.roleId) === false) {
    throw new TokenRefused('insufficient_scope', `role ${identity.roleId} will not do`);
  }
  if (kind !== undefined && identity.isServiceUser !== (kind === 'service')) {
    throw new TokenRefused('insufficient_scope', `only a ${kind} may do this`);
  }
}
