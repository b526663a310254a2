import type { ServiceUserId } from './ids.ts';
import type { Instant } from './time.ts';
import type { UserRef } from './user.ts';

/** Algorithms of client assertions; each key is registered for one. */
export const clientKeyAlgorithms = ['ES256', 'RS256', 'EdDSA'] as const;

/** What a header may name them: RFC 9864 calls EdDSA with such a key Ed25519. */
export const assertionAlgorithms = [...clientKeyAlgorithms, 'Ed25519'] as const;

/** The algorithm that a registered key is pinned to. */
export type ClientKeyAlgorithm = (typeof clientKeyAlgorithms)[number];

/** A public key with which a service user proves who it is at the token endpoint (RFC 7523, `private_key_jwt`). */
export interface ClientKey {
  /** The `kid` of its assertions: that of the key, else its thumbprint (RFC 7638). */
  readonly clientKeyId: string;
  readonly userId: ServiceUserId;
  readonly name: string;
  readonly algorithm: ClientKeyAlgorithm;
  /** The public members only. */
  readonly jwk: Readonly<Record<string, string>>;
  readonly createdAt: Instant;
  readonly createdBy: UserRef;
  /** Of this registration: a key that is removed and registered again revives no token. */
  readonly grantId?: string | undefined;
}

/** What an id of a client key looks like. */
export const clientKeyIdPattern = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}$/;
