import type { Person } from '../domain/user.ts';
import { putAudit } from '../store/audit.ts';
import { superAdminsKey } from '../store/keys.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { loseMember, readSuperAdmins } from '../store/superAdmins.ts';
import { endMode } from '../store/users.ts';
import type { AuthTokenClaims } from '../tokens/claims.ts';
import type { IssuerClaims } from '../tokens/issuerTokens.ts';
import type { Authenticated } from './authenticate.ts';
import { CredentialRejected } from './credentials.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * Whether a sign-in shows that neither configuration nor group makes its holder a Super-Admin member now. A token that says
 * nothing of groups or email shows nothing: for the email, the one of an earlier token counts.
 */
export function deniesMembership(
  claims: IssuerClaims,
  { email }: Person,
  isConfiguredMember: (claims: IssuerClaims) => boolean,
): boolean {
  const known = claims.email === undefined ? { ...claims, email, emailVerified: true } : claims;
  return claims.namesAllGroups === true && !isConfiguredMember(known);
}

/** Whether a token is one of the mode, or was got through it. */
export function restsOnMode({ token_use, mode_jti }: AuthTokenClaims): boolean {
  return token_use === 'super-admin' || mode_jti !== undefined;
}

/**
 * Beside a sign-in that denies the membership, the mode is that of somebody whom a Super-Admin added, or over (SPEC section 4).
 * @throws CredentialRejected
 */
export function requireAdded(snapshot: Snapshot, personId: string): void {
  const { added } = readSuperAdmins(snapshot.item(superAdminsKey));
  if (!added.has(personId)) throw new CredentialRejected('membership-ended');
}

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
  { principal, deniesMembership: denied }: Authenticated,
  { snapshot, requestId, sourceIp }: Losing,
  { table, clock, newId }: Dependencies,
): Promise<boolean> {
  const { userId } = principal;
  if (denied !== true) return false;
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
