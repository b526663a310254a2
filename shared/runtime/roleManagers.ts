import { refuse, type Refusal } from '../problems/refusal.ts';
import { userKey } from '../store/keys.ts';
import type { Table, Write } from '../store/table.ts';
import { checkNotDeleting, readUser } from '../store/users.ts';

/** Refuses managers who do not exist or are being deleted. One round trip; none without managers. */
export async function unknownManagers(
  table: Table,
  userIds: readonly string[],
): Promise<Refusal<'invalid-request'> | undefined> {
  const items = await table.getMany(userIds.map(userKey));
  const errors = userIds.flatMap((_userId, at) => {
    const item = items[at];
    const known = item !== undefined && readUser(item).status !== 'deleting';
    return known ? [] : [{ path: `RoleManagers.${at}`, message: 'no such user' }];
  });
  return errors.length === 0 ? undefined : refuse('invalid-request', { errors });
}

/** Repeats that the managers still exist, so that nothing is handed to a user who is gone. */
export function checkManagers(userIds: readonly string[]): Write[] {
  return userIds.map((userId) => checkNotDeleting(userId));
}
