import type { OwnToken } from '../domain/token.ts';
import { holdsRole, type User } from '../domain/user.ts';
import { refuse, type Refusal } from '../problems/refusal.ts';
import { checkRole } from '../store/roles.ts';
import type { Write } from '../store/table.ts';
import { checkUser } from '../store/users.ts';
import { guard, type GuardedWrite } from './commit.ts';

/** R6: refuses a role that is not attached to the user; `path` is where the request names it. */
export function roleNotHeld(path: string): Refusal<'role-not-held'> {
  return refuse('role-not-held', { errors: [{ path, message: 'must be attached to the user' }] });
}

/** Of a token whose role was detached or deleted since: a secret of it would be handed out and never work. */
export const boundRoleGone: Refusal<'role-not-held'> = refuse('role-not-held', {
  detail:
    'The role that the token is bound to is not attached to its user any more. Attach it again, or create another token.',
  errors: [{ path: 'tokenId', message: 'must be bound to a role that is attached to its user' }],
});

/** Whether a token is bound to a role that its user holds, or to none. */
export function isBoundToHeld({ roleId }: Pick<OwnToken, 'roleId'>, user: User): boolean {
  return roleId === undefined || holdsRole(user, roleId);
}

/**
 * Repeats that a role to which something is bound still exists. A role can be deleted just after it was attached, before
 * the index shows that somebody holds it: the user's list then names it still, and what is bound to it would never work.
 */
export function stillExists(
  roleId: string | undefined,
  otherwise: Refusal<'role-not-held'>,
): readonly GuardedWrite<'role-not-held'>[] {
  if (roleId === undefined) return [];
  return checkRole({ roleId }).map((write) => guard(write, otherwise));
}

/** Repeats what a token needs to work with a secret made or restored now: its user is enabled, of this generation, and holds its role. */
export function stillWorks(
  { roleId }: Pick<OwnToken, 'roleId'>,
  { userId, generation }: User,
  otherwise: Refusal<'role-not-held'> = boundRoleGone,
): readonly (Write | GuardedWrite<'role-not-held'>)[] {
  const roleIds = roleId === undefined ? [] : [roleId];
  return [checkUser(userId, { generation, roleIds }), ...stillExists(roleId, otherwise)];
}
