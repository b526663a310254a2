import { formerAlive, stateOf, type OwnToken, type TokenSecret, type TokenState } from '../domain/token.ts';
import type { Instant } from '../domain/time.ts';
import type { User } from '../domain/user.ts';
import { refuse, type Refusal } from '../problems/refusal.ts';
import { ownTokenKey, userKey } from '../store/keys.ts';
import type { Table } from '../store/table.ts';
import { getSecrets, readOwnToken } from '../store/tokens.ts';
import { readUser } from '../store/users.ts';

/** A token with what its state is derived from. */
export interface ManagedToken {
  readonly user: User;
  readonly own: OwnToken;
  /** The current secret. */
  readonly current: TokenSecret;
  readonly state: TokenState;
  /** Hashes of the secrets that have not ended, the current one first. */
  readonly unended: readonly string[];
}

/**
 * Reads a token for a change: two round trips of consistent reads.
 * A secret that is gone although the token names it was rotated away between the two: the caller decides anew.
 */
export async function readManaged(
  table: Table,
  { userId, tokenId }: { readonly userId: string; readonly tokenId: string },
  now: Instant,
): Promise<ManagedToken | Refusal<'user-not-found' | 'token-not-found' | 'changed-meanwhile'>> {
  const [userItem, ownItem] = await table.getMany([userKey(userId), ownTokenKey(userId, tokenId)]);
  if (userItem === undefined) return refuse('user-not-found');
  if (ownItem === undefined) return refuse('token-not-found');
  const user = readUser(userItem);
  const own = readOwnToken(ownItem);
  const [current] = await getSecrets(table, [own.hash]);
  if (current === undefined) return refuse('changed-meanwhile');
  const unended = [own.hash, ...formerAlive(own, now).map(({ hash }) => hash)];
  return { user, own, current, state: stateOf(current, user.generation, now), unended };
}
