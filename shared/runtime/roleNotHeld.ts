import { refuse, type Refusal } from '../problems/refusal.ts';
import { checkRole } from '../store/roles.ts';
import { guard, type GuardedWrite } from './commit.ts';

/** R6: refuses a role that is not attached to the user; `path` is where the request names it. */
export function roleNotHeld(path: string): Refusal<'role-not-held'> {
  return refuse('role-not-held', { errors: [{ path, message: 'must be attached to the user' }] });
}

/**
 * Repeats that a role to which something is to be bound still exists. A role can be deleted just after it was attached, before
 * the index shows that somebody holds it: the user's list then names it still, and what is bound to it would never work.
 */
export function stillExists(
  roleId: string | undefined,
  path: string,
): readonly GuardedWrite<'role-not-held'>[] {
  if (roleId === undefined) return [];
  return checkRole({ roleId }).map((write) => guard(write, roleNotHeld(path)));
}
