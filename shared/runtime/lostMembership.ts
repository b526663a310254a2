import type { Person } from '../domain/user.ts';
import { superAdminsKey } from '../store/keys.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { readSuperAdmins } from '../store/superAdmins.ts';
import type { AuthTokenClaims } from '../tokens/claims.ts';
import type { IssuerClaims } from '../tokens/issuerTokens.ts';
import { CredentialRejected } from './credentials.ts';

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
