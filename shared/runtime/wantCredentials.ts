import { builtInRoles } from '../domain/role.ts';
import { roleKey, sessionKey, superAdminsKey, userKey, userShareKey } from '../store/keys.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { AuthTokenClaims } from '../tokens/claims.ts';
import type { Credentials } from './credentials.ts';

/** Notes in the snapshot all that the credentials need: the keys follow from their text, so one read serves all. */
export function wantCredentials(snapshot: Snapshot, credentials: Credentials): void {
  for (const credential of [credentials.authorization, credentials.serviceUser]) {
    if (credential?.kind === 'issuer') snapshot.want(userKey(credential.personId));
    if (credential?.kind === 'authToken') wantAuthToken(snapshot, credential.claims);
  }
}

function wantAuthToken(
  snapshot: Snapshot,
  { sub, jti, act, role_id, token_use, mode_jti }: AuthTokenClaims,
): void {
  snapshot.want(userKey(sub), sessionKey(sub, jti));
  if (token_use === 'super-admin') {
    snapshot.want(superAdminsKey);
    return;
  }
  snapshot.want(userKey(act.sub), userShareKey(sub, act.sub));
  if (!builtInRoles.has(role_id)) snapshot.want(roleKey(role_id));
  if (mode_jti !== undefined) snapshot.want(sessionKey(act.sub, mode_jti), superAdminsKey);
}
