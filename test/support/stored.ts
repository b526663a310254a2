import type { TagId } from '../../shared/domain/ids.ts';
import { instant, type Instant } from '../../shared/domain/time.ts';
import type { User } from '../../shared/domain/user.ts';
import { granteeList, tagMemberKey, tagShareKey } from '../../shared/store/keys.ts';
import { putUserShare } from '../../shared/store/shares.ts';
import type { Table, Write } from '../../shared/store/table.ts';
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

/** An Owner share of a service user. */
export function shareWrite(serviceUserId: string, personId: string, createdAt: Instant = instant(0)): Write {
  return putUserShare({ serviceUserId, personId, createdAt, createdBy: personId });
}

/** That a user is on a tag, since that time. */
export function tagMemberWrite(userId: string, tagId: TagId, createdAt: Instant = instant(0)): Write {
  return { put: { ...tagMemberKey(userId, tagId), entity: 'tagMember', tagId, userId, createdAt } };
}

/** That a service user is shared with a tag, since that time. */
export function tagShareWrite(serviceUserId: string, tagId: TagId, createdAt: Instant = instant(0)): Write {
  return {
    put: {
      ...tagShareKey(serviceUserId, tagId),
      entity: 'share',
      granteeType: 'tag',
      granteeId: tagId,
      serviceUserId,
      accessType: 'Owner',
      createdAt,
      createdBy: 'usr_00000000000000000000000001',
      listPk: granteeList(tagId),
      byName: serviceUserId,
    },
  };
}
