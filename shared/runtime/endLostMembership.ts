import { putAudit } from '../store/audit.ts';
import { superAdminsKey } from '../store/keys.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { loseMember, readSuperAdmins } from '../store/superAdmins.ts';
import { endMode } from '../store/users.ts';
import type { Authenticated } from './authenticate.ts';
import type { Dependencies } from './dependencies.ts';

/** Told to who is a member no longer but stays in the registry: without an enabled member nobody could ever enter the mode. */
export const staysAsLast =
  'You are no Super-Admin member now. You stay in the list of members because it holds no other who is enabled.';

interface Losing {
  readonly snapshot: Snapshot;
  readonly requestId: string;
  readonly sourceIp: string;
}

/**
 * Takes a person out of the registry who was a member by the group only and whose sign-in, refused the mode, denies it now; modes
 * entered before end with it. The registry keeps its last enabled member: who that is cannot enter, but others could not either.
 * @returns whether the person stays for that reason.
 */
export async function endLostMembership(
  { principal, deniesMembership: denies }: Authenticated,
  { snapshot, requestId, sourceIp }: Losing,
  { table, clock, newId }: Dependencies,
): Promise<boolean> {
  const { userId } = principal;
  if (denies?.() !== true) return false;
  const { members, added } = readSuperAdmins(snapshot.item(superAdminsKey));
  if (!members.has(userId) || added.has(userId)) return false;
  const record = putAudit({
    eventId: newId('event'),
    at: clock(),
    action: 'loseMembership',
    actorId: userId,
    serviceUserId: undefined,
    tokenId: undefined,
    targetId: userId,
    roleId: principal.role.roleId,
    reason: undefined,
    detail: {},
    requestId,
    sourceIp,
  });
  const failed = await table.transact([loseMember(userId), endMode(userId), record]);
  return failed.some(({ index, reason }) => index === 0 && reason === 'condition');
}
