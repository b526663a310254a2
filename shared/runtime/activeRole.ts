import type { ActiveRole } from '../domain/principal.ts';
import { builtInRoles, defaultUsersRole } from '../domain/role.ts';
import { holdsRole, type User } from '../domain/user.ts';
import { roleKey } from '../store/keys.ts';
import { readRole } from '../store/roles.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { CredentialRejected } from './credentials.ts';

/** The role named by X-Role-Id is not the caller's: 403 for a good credential. */
export class RoleNotUsable extends Error {
  override readonly name = 'RoleNotUsable';
}

/** The role that a token is bound to: attached now, with the permissions it has now (R7). */
export async function boundRole(user: User, roleId: string, snapshot: Snapshot): Promise<ActiveRole> {
  if (!holdsRole(user, roleId)) throw new CredentialRejected('role-ended');
  const builtIn = builtInRoles.get(roleId);
  if (builtIn !== undefined) return activeRole(builtIn);
  const item = await snapshot.fetch(roleKey(roleId));
  if (item === undefined) throw new CredentialRejected('role-ended');
  return activeRole(readRole(item));
}

/** The role of a credential that is bound to none: X-Role-Id, else the default role (R4). */
export async function unboundRole(
  user: User,
  { snapshot, wantedRoleId }: { readonly snapshot: Snapshot; readonly wantedRoleId: string | undefined },
): Promise<ActiveRole> {
  const roleId = wantedRoleId ?? user.defaultRoleId;
  if (!holdsRole(user, roleId)) throw new RoleNotUsable(roleId);
  const builtIn = builtInRoles.get(roleId);
  if (builtIn !== undefined) return activeRole(builtIn);
  const item = await snapshot.fetch(roleKey(roleId));
  if (item !== undefined) return activeRole(readRole(item));
  if (wantedRoleId !== undefined) throw new RoleNotUsable(roleId);
  return activeRole(defaultUsersRole);
}

/** What a request keeps of the role it runs under. */
export function activeRole({ roleId, roleName, permissions }: ActiveRole): ActiveRole {
  return { roleId, roleName, permissions };
}
