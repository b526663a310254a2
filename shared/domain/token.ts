import type { TokenId, UserId } from './ids.ts';
import { addMinutes, earliest, type Instant } from './time.ts';
import type { UserRef } from './user.ts';

/** `service`: of a service user, made by people with access; `personal`: made by its own user for itself (K5). */
export type TokenKind = 'service' | 'personal';

/** Derived from record, generation and time; never stored. */
export type TokenState = 'active' | 'revoked' | 'expired';

/** What both records of a token say of it. */
interface TokenFields {
  readonly tokenId: TokenId;
  /** Whom it authenticates. */
  readonly userId: UserId;
  readonly kind: TokenKind;
  /** Unique per user (K3). */
  readonly name: string;
  /** The role that it is bound to; else it follows the default role (K10). */
  readonly roleId: string | undefined;
  /** Days that a secret of it lives; undefined: for ever (K4). Rotating begins them anew. */
  readonly lifeDays: number | undefined;
  /** Address ranges from which it is accepted; undefined: any. */
  readonly allowedCidrs: readonly string[] | undefined;
}

/** One secret of a token: what a request is verified by. A token has several while a rotation overlaps. */
export interface TokenSecret extends TokenFields {
  /** SHA-256 of the value (K1). */
  readonly hash: string;
  /** Generation of the user in which it was made or restored; in a later one it is revoked. */
  readonly generation: number;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | undefined;
  readonly revokedAt: Instant | undefined;
  readonly lastUsedAt: Instant | undefined;
}

/** A former secret that works until it ends. */
export interface FormerSecret {
  readonly hash: string;
  readonly endsAt: Instant;
  /** Who made it by rotating the token; undefined: the token's creator. */
  readonly by?: string | undefined;
}

/** A token as its user manages it. */
export interface OwnToken extends TokenFields {
  /** Hash of the current secret. */
  readonly hash: string;
  /** Who made the current secret by rotating the token; undefined: the token's creator. */
  readonly secretBy?: string | undefined;
  readonly previous: readonly FormerSecret[];
  readonly createdAt: Instant;
  /** The person who made it, or the service user itself where nobody is behind it. */
  readonly createdBy: UserRef;
  /** The service user that the creator acted as. */
  readonly createdAs: UserId | undefined;
  /** Raised by every rotation, revocation and restoration: of two at once one loses. */
  readonly version: number;
}

/** The most secrets of one token that work at a time. */
export const maxLiveSecrets = 5;

/** The state of a secret now, given the generation that its user has now (SPEC section 8). */
export function stateOf(
  { revokedAt, generation, expiresAt }: Pick<TokenSecret, 'revokedAt' | 'generation' | 'expiresAt'>,
  userGeneration: number,
  now: Instant,
): TokenState {
  if (expiresAt !== undefined && expiresAt <= now) return 'expired';
  return revokedAt !== undefined || generation !== userGeneration ? 'revoked' : 'active';
}

/** The former secrets of a token that have not ended yet. */
export function formerAlive({ previous }: OwnToken, now: Instant): readonly FormerSecret[] {
  return previous.filter(({ endsAt }) => endsAt > now);
}

/** Whether somebody created the token, or got to know a secret of it that works still, by rotating it. */
export function isMadeBy(own: OwnToken, personId: string, now: Instant): boolean {
  const secrets = [own.secretBy, ...formerAlive(own, now).map(({ by }) => by)];
  return own.createdBy.userId === personId || secrets.includes(personId);
}

/**
 * The former secrets that go on after a rotation: none outlives the overlap that is asked for now, so a rotation without one
 * leaves the new secret alone.
 */
export function formerStillAlive(
  own: OwnToken,
  now: Instant,
  overlapMinutes: number,
): readonly FormerSecret[] {
  const end = addMinutes(now, overlapMinutes);
  return formerAlive(own, now)
    .map((former) => ({ ...former, endsAt: earliest(former.endsAt, end) }))
    .filter(({ endsAt }) => endsAt > now);
}

/** When a secret that is replaced now ends: after the overlap, never later than it would have. */
export function endOfReplaced({ expiresAt }: Pick<TokenSecret, 'expiresAt'>, afterOverlap: Instant): Instant {
  return expiresAt === undefined ? afterOverlap : earliest(expiresAt, afterOverlap);
}
