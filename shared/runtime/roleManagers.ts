import { refuse, type Refusal } from '../problems/refusal.ts';
import { userKey } from '../store/keys.ts';
import type { Table, Write } from '../store/table.ts';
import { checkNotDeleting, readUser } from '../store/users.ts';

/**
 * Refuses managers who do not exist or are being deleted, each where the request names it. One round trip; none without new ones.
 * @param before - those that the role has already, whoever they are.
 */
export async function unknownManagers(
  table: Table,
  named: readonly string[],
  before: readonly string[] = [],
): Promise<Refusal<'invalid-request'> | undefined> {
  const added = [...new Set(named)].filter((id) => !before.includes(id));
  const items = await table.getMany(added.map(userKey));
  const unknown = new Set(
    added.filter((_, at) => {
      const item = items[at];
      return item === undefined || readUser(item).status === 'deleting';
    }),
  );
  const errors = named.flatMap((id, at) =>
    unknown.has(id) ? [{ path: `RoleManagers.${at}`, message: 'no such user' }] : [],
  );
  return errors.length === 0 ? undefined : refuse('invalid-request', { errors });
}

/** Repeats that the managers still exist, so that nothing is handed to a user who is gone. */
export function checkManagers(userIds: readonly string[]): Write[] {
  return userIds.map((userId) => checkNotDeleting(userId));
}
