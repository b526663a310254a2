import { builtInRoles } from '../domain/role.ts';
import { roleKey, sessionKey, superAdminsKey, tokenKey, userKey, userShareKey } from '../store/keys.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { AuthTokenClaims } from '../tokens/claims.ts';
import type { Credentials } from './credentials.ts';
import { hintFor, sourceHintFor } from './tokenHints.ts';

/** Notes in the snapshot all that the credentials need: the keys follow from their text, so one read serves all. */
export function wantCredentials(snapshot: Snapshot, credentials: Credentials): void {
  for (const credential of [credentials.authorization, credentials.serviceUser]) {
    if (credential?.kind === 'issuer') snapshot.want(userKey(credential.personId));
    if (credential?.kind === 'authToken') wantAuthToken(snapshot, credential.claims);
    if (credential?.kind === 'opaque') wantOpaque(snapshot, credential.hash);
  }
}

/** A token's text does not tell whose it is, but an earlier request does. */
function wantOpaque(snapshot: Snapshot, hash: string): void {
  snapshot.want(tokenKey(hash));
  const hint = hintFor(hash);
  if (hint === undefined) return;
  snapshot.want(userKey(hint.userId));
  if (!builtInRoles.has(hint.roleId)) snapshot.want(roleKey(hint.roleId));
}

/** What a token was got with is in its record, not in its text; an earlier request knows it. */
function wantAuthToken(
  snapshot: Snapshot,
  { sub, jti, act, role_id, token_use, mode_jti }: AuthTokenClaims,
): void {
  snapshot.want(userKey(sub), sessionKey(sub, jti));
  const source = sourceHintFor(jti);
  if (source !== undefined) snapshot.want(source);
  if (token_use === 'super-admin') {
    snapshot.want(superAdminsKey);
    return;
  }
  if (act === undefined) {
    if (!builtInRoles.has(role_id)) snapshot.want(roleKey(role_id));
    return;
  }
  snapshot.want(userKey(act.sub), userShareKey(sub, act.sub));
  if (!builtInRoles.has(role_id)) snapshot.want(roleKey(role_id));
  if (mode_jti !== undefined) snapshot.want(sessionKey(act.sub, mode_jti), superAdminsKey);
}
