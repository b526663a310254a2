import type { ActiveRole } from '../domain/principal.ts';
import { builtInRoles, defaultUsersRole, permits } from '../domain/role.ts';
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
  const role = await heldRole(user, roleId, snapshot);
  if (role === undefined) throw new CredentialRejected('role-ended');
  return role;
}

/** A role that is attached now, with the permissions it has now; undefined where it is not, or is gone. */
export async function heldRole(
  user: User,
  roleId: string,
  snapshot: Snapshot,
): Promise<ActiveRole | undefined> {
  if (!holdsRole(user, roleId)) return undefined;
  const builtIn = builtInRoles.get(roleId);
  if (builtIn !== undefined) return activeRole(builtIn);
  const item = await snapshot.fetch(roleKey(roleId));
  return item === undefined ? undefined : activeRole(readRole(item));
}

/** The default role; one that was deleted just when it was attached gives what everybody has. */
export async function defaultRole(user: User, snapshot: Snapshot): Promise<ActiveRole> {
  return (await heldRole(user, user.defaultRoleId, snapshot)) ?? activeRole(defaultUsersRole);
}

/** The role of a credential that is bound to none: X-Role-Id, else the default role (R4). */
export async function unboundRole(
  user: User,
  { snapshot, wantedRoleId }: { readonly snapshot: Snapshot; readonly wantedRoleId: string | undefined },
): Promise<ActiveRole> {
  if (wantedRoleId === undefined) return await defaultRole(user, snapshot);
  const role = await heldRole(user, wantedRoleId, snapshot);
  if (role === undefined) throw new RoleNotUsable(wantedRoleId);
  return role;
}

/** What a request keeps of the role it runs under. */
export function activeRole({ roleId, roleName, permissions }: ActiveRole): ActiveRole {
  return { roleId, roleName, permissions };
}

/** The role with the permissions that were asked for, as far as it holds them now; undefined: all of them. */
export function narrowedTo(scope: readonly string[] | undefined, role: ActiveRole): ActiveRole {
  if (scope === undefined) return role;
  return { ...role, permissions: scope.filter((permission) => permits(role.permissions, permission)) };
}
