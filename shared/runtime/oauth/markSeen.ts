import type { User } from '../../domain/user.ts';
import { markUsed, type UnmarkedUse } from '../markUsed.ts';
import { markActive } from '../provision.ts';
import type { OAuthDependencies } from './oauthDependencies.ts';

/** Who proved itself at an OAuth endpoint, and the long-lived token that did, where its last use is not marked yet. */
export interface Seen {
  readonly user: User;
  readonly used?: UnmarkedUse;
}

/**
 * Marks a success of these endpoints as activity, and as a use of the token (K9): no authorizer is before them that would.
 * Seldom a write, at once where both are due, and never in the way of the request.
 */
export async function markSeen({ user, used }: Seen, dependencies: OAuthDependencies): Promise<void> {
  const { table, clock } = dependencies;
  await Promise.all([markUsed(used, { table, now: clock() }), markActive(user, dependencies)]);
}
