import type { Mirror } from './mirror.ts';

/** Whether a person has access to a service user by a share or by a tag, as SPEC section 3 and 7 say; written for the simulation. */
export function hasAccess(mirror: Mirror, personId: string, serviceUserId: string): boolean {
  const pk = `USER#${serviceUserId}`;
  if (mirror.get(pk, `SHARE#USER#${personId}`) !== undefined) return true;
  return [...mirror.ofEntity('share')].some(
    ({ pk: of, granteeType, granteeId }) =>
      of === pk &&
      granteeType === 'tag' &&
      mirror.get(`USER#${personId}`, `TAG#${String(granteeId)}`) !== undefined &&
      mirror.get(`TAG#${String(granteeId)}`, 'TAG') !== undefined,
  );
}

/** The names in one of the registry's sets of Super-Admins. */
export function registered(mirror: Mirror, set: 'members' | 'enabled'): ReadonlySet<string> {
  return (mirror.get('SUPERADMINS', 'SUPERADMINS')?.[set] as ReadonlySet<string> | undefined) ?? new Set();
}
