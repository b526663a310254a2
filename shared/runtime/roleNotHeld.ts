import { refuse, type Refusal } from '../problems/refusal.ts';

/** R6: refuses a role that is not attached to the user; `path` is where the request names it. */
export function roleNotHeld(path: string): Refusal<'role-not-held'> {
  return refuse('role-not-held', { errors: [{ path, message: 'must be attached to the user' }] });
}
