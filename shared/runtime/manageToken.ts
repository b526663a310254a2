import { actsAsServiceUser, type Principal } from '../domain/principal.ts';
import { formerAlive, stateOf, type OwnToken, type TokenSecret, type TokenState } from '../domain/token.ts';
import type { Instant } from '../domain/time.ts';
import type { User } from '../domain/user.ts';
import { isRefusal, refuse, type Refusal } from '../problems/refusal.ts';
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

/** A request for a change of a token. */
interface Managing {
  readonly params: { readonly userId: string; readonly tokenId: string };
  readonly now: Instant;
  readonly caller: { readonly principal: Principal };
}

/**
 * Reads a token for a change by a caller. The service tokens of a service user are managed by people with access to it and never
 * by itself (SPEC section 14): one that is bound to a weak role would else get itself the secret of a strong one. Its personal
 * access tokens are its own (K5).
 */
export async function readManageable(
  table: Table,
  { params, now, caller }: Managing,
): Promise<
  ManagedToken | Refusal<'user-not-found' | 'token-not-found' | 'changed-meanwhile' | 'not-for-service-users'>
> {
  const known = await readManaged(table, params, now);
  if (isRefusal(known) || known.own.kind !== 'service') return known;
  return actsAsServiceUser(caller.principal) ? refuse('not-for-service-users') : known;
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
