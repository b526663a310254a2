import type { Item } from '../../../shared/store/item.ts';
import type { Mirror } from './mirror.ts';

/** Whether a person has access to a service user by a share or by a tag, as SPEC section 3 and 7 say; written for the simulation. */
export function hasAccess(mirror: Mirror, personId: string, serviceUserId: string): boolean {
  return isShared(mirror, { pk: `USER#${serviceUserId}`, userId: personId });
}

/** Whether a resource is the user's, or shared with it; by any type of share where none is named (H8). */
export function hasResource(
  mirror: Mirror,
  { userId, resourceId, type }: { userId: string; resourceId: string; type?: 'Owner' },
): boolean {
  const pk = `RESOURCE#${resourceId}`;
  return mirror.get(pk, 'RESOURCE')?.['ownerId'] === userId || isShared(mirror, { pk, userId, type });
}

/** D6: what is older than the user's own item was given to somebody who is gone. */
function isShared(
  mirror: Mirror,
  { pk, userId, type }: { pk: string; userId: string; type?: 'Owner' | undefined },
): boolean {
  const since = Number(mirror.user(userId)?.['createdAt'] ?? Infinity);
  const counts = (grant: Item | undefined): boolean => Number(grant?.['createdAt'] ?? -1) >= since;
  const fits = (share: Item): boolean => type === undefined || share['accessType'] === type;
  return mirror.partition(pk).some((share) => {
    if (share['entity'] !== 'share' || !fits(share)) return false;
    if (share['granteeType'] === 'user') return share['granteeId'] === userId && counts(share);
    const tagId = String(share['granteeId']);
    return (
      counts(mirror.get(`USER#${userId}`, `TAG#${tagId}`)) && mirror.get(`TAG#${tagId}`, 'TAG') !== undefined
    );
  });
}

/** The names in one of the registry's sets of Super-Admins. */
export function registered(mirror: Mirror, set: 'members' | 'enabled'): ReadonlySet<string> {
  return (mirror.get('SUPERADMINS', 'SUPERADMINS')?.[set] as ReadonlySet<string> | undefined) ?? new Set();
}
