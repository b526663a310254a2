import type { TagId } from '../../shared/domain/ids.ts';
import { instant, type Instant } from '../../shared/domain/time.ts';
import type { User } from '../../shared/domain/user.ts';
import { putShare, putUserShare } from '../../shared/store/shares.ts';
import type { Table, Write } from '../../shared/store/table.ts';
import { putNewTag, tagMemberItem } from '../../shared/store/tags.ts';
import { listEntries, userItem } from '../../shared/store/users.ts';

/** Writes what a test starts from; fails the test where a condition does not hold. */
export async function stored(table: Table, ...writes: readonly Write[]): Promise<void> {
  for (let at = 0; at < writes.length; at += 100) {
    const failed = await table.transact(writes.slice(at, at + 100));
    if (failed.length > 0) throw new Error(`not stored: ${JSON.stringify(failed)}`);
  }
}

/** A user with its list entries, whatever was there before. */
export function userWrites(user: User): Write[] {
  return [{ put: userItem(user) }, ...listEntries(user).map((put): Write => ({ put }))];
}

/** When what tests start from was given: with the users of `aPerson`, since what is older than its grantee does not count. */
export const given = instant(1_750_000_000_000);

/** An Owner share of a service user. */
export function shareWrite(serviceUserId: string, personId: string, createdAt: Instant = given): Write {
  return putUserShare({ serviceUserId, personId, createdAt, createdBy: personId });
}

/** A tag. */
export function tagWrite(tagId: TagId): Write {
  return putNewTag({ tagId, tagKey: 'team', tagValue: tagId, createdAt: given, createdBy: someone }).tag;
}

/** That a user is on a tag, since that time, whatever was there before. */
export function tagMemberWrite(userId: string, tagId: TagId, createdAt: Instant = given): Write {
  const member = { tagId, userId, accessType: 'ReadOnly', createdAt, createdBy: someone } as const;
  return { put: tagMemberItem(member) };
}

/** That a service user is shared with a tag, since that time, whatever was there before. */
export function tagShareWrite(serviceUserId: string, tagId: TagId, createdAt: Instant = given): Write {
  const write = putShare(
    { kind: 'serviceUser', id: serviceUserId },
    { granteeType: 'tag', granteeId: tagId, accessType: 'Owner', createdAt, createdBy: someone },
  );
  return 'put' in write ? { put: write.put } : write;
}

const someone = 'usr_00000000000000000000000001';
