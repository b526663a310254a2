import type { RoleId } from '../domain/ids.ts';
import { foldName } from '../domain/names.ts';
import { builtInRoles, roleAliases, sufficientFor, type Role } from '../domain/role.ts';
import { idsOfCalled } from './calledByName.ts';
import { anyOf, expression } from './expression.ts';
import { numberAt, stringAt, textListAt } from './fields.ts';
import { nameKey, ownedRoleKey, roleKey, rolesList, sortKey } from './keys.ts';
import { claimsOf } from './nameClaims.ts';
import type { Item, Table, Write } from './table.ts';

/** A custom role with the version that its writes are conditioned on. */
export interface StoredRole extends Role {
  readonly version: number;
}

/** Parses a role item. @throws Error when the item is malformed. */
export function readRole(item: Item): StoredRole {
  return {
    roleId: stringAt(item, 'roleId') as RoleId,
    roleName: stringAt(item, 'roleName'),
    description: stringAt(item, 'description'),
    permissions: textListAt(item, 'permissions'),
    roleManagers: textListAt(item, 'roleManagers'),
    builtIn: false,
    version: numberAt(item, 'version'),
  };
}

/** A role by id: built-in ones cost no read, others one consistent read. */
export async function getRole(table: Table, roleId: string): Promise<Role | StoredRole | undefined> {
  const builtIn = builtInRoles.get(roleId);
  if (builtIn !== undefined) return builtIn;
  const item = await table.get(roleKey(roleId));
  return item === undefined ? undefined : readRole(item);
}

/**
 * Roles by what requests call them: alias, id or name, as names compare. Unknown ones are undefined.
 * At most two round trips, however many; none for built-in ones.
 */
export async function findRoles(table: Table, called: readonly string[]): Promise<(Role | undefined)[]> {
  const known = (text: string) => roleAliases.get(foldName(text)) ?? builtInNamed(text);
  const others = called.filter((text) => known(text) === undefined);
  if (others.length === 0) return called.map(known);
  const ids = await idsOfCalled(table, { space: 'ROLE', called: others, idField: 'roleId' });
  const items = await table.getMany(ids.map(roleKey));
  const found = new Map(others.map((text, at) => [text, items[at]]));
  return called.map((text) => {
    const item = found.get(text);
    return known(text) ?? (item === undefined ? undefined : readRole(item));
  });
}

function builtInNamed(text: string): Role | undefined {
  return [...builtInRoles.values()].find(({ roleName }) => foldName(roleName) === foldName(text));
}

function roleItem(role: StoredRole): Item {
  const { builtIn: _, ...fields } = role;
  return {
    ...roleKey(role.roleId),
    entity: 'role',
    ...fields,
    listPk: rolesList,
    byName: sortKey(role.roleName.toLowerCase(), role.roleId),
  };
}

/** The writes of a new role: the role, the claim on its name, and a mark for each manager. */
export function putNewRole(role: StoredRole): {
  readonly role: Write;
  readonly name: Write;
  readonly managers: Write[];
} {
  return {
    role: { put: roleItem(role), condition: expression`attribute_not_exists(#pk)` },
    name: {
      put: { ...nameKey('ROLE', role.roleName), entity: 'name', roleId: role.roleId },
      condition: expression`attribute_not_exists(#pk)`,
    },
    managers: role.roleManagers.map((userId) => managerMark(userId, role)),
  };
}

function managerMark(userId: string, role: Role): Write {
  return { put: { ...ownedRoleKey(userId, role.roleId), entity: 'ownedRole', roleId: role.roleId } };
}

/** The writes of a changed role; the first carries the condition that nobody changed it meanwhile. */
export function changeRole(before: StoredRole, after: StoredRole): Write[] {
  const next = { ...after, version: before.version + 1 };
  const added = after.roleManagers.filter((id) => !before.roleManagers.includes(id));
  const gone = before.roleManagers.filter((id) => !after.roleManagers.includes(id));
  return [
    { put: roleItem(next), condition: expression`#version = ${before.version}` },
    ...added.map((id) => managerMark(id, after)),
    ...gone.map((id): Write => ({ remove: ownedRoleKey(id, after.roleId) })),
  ];
}

/** The writes of a deleted role; the first carries the condition that nobody changed it meanwhile. */
export async function removeRole(table: Table, role: StoredRole): Promise<Write[]> {
  const { roleId, roleName } = role;
  const claims = await claimsOf(
    table,
    { space: 'ROLE', name: [roleName] },
    { idField: 'roleId', id: roleId },
  );
  return [
    { remove: roleKey(roleId), condition: expression`#version = ${role.version}` },
    ...claims.map((key): Write => ({ remove: key })),
    ...role.roleManagers.map((id): Write => ({ remove: ownedRoleKey(id, role.roleId) })),
  ];
}

/** Repeats that a custom role still exists; nothing to check for a built-in one. */
export function checkRole({ roleId }: { readonly roleId: string }): Write[] {
  if (builtInRoles.has(roleId)) return [];
  return [{ check: roleKey(roleId), condition: expression`attribute_exists(#pk)` }];
}

/** Repeats that a custom role still permits something (R7); nothing to check for a built-in one. */
export function checkPermits(roleId: string, permission: string): Write[] {
  if (builtInRoles.has(roleId)) return [];
  const enough = sufficientFor(permission).map((one) => expression`contains(#permissions, ${one})`);
  return [{ check: roleKey(roleId), condition: anyOf(enough) }];
}

/** Repeats that a user is still one of the managers of a role. */
export function checkManages(userId: string, roleId: string): Write {
  return { check: roleKey(roleId), condition: expression`contains(#roleManagers, ${userId})` };
}
