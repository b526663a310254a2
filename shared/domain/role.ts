import type { RoleId } from './ids.ts';

/** The product's own services; a platform may use any other service name for its APIs (SPEC section 3). */
export const ownServices = ['users', 'roles', 'teams', 'tags', 'resources', 'tokens', 'audit'] as const;
type OwnService = (typeof ownServices)[number];

/** Levels of a permission, each including the ones before. */
export const permissionLevels = ['view', 'manage', 'fullaccess'] as const;
type Level = (typeof permissionLevels)[number];

/** A permission for one of the product's own services. */
export type Permission = `${OwnService}.${Level}`;

/** A service's name. Lower-case throughout, so that none only looks like one of the product's own. */
const service = '[a-z0-9][a-z0-9_-]{0,62}';
/** What the name of a service may be. */
export const servicePattern = new RegExp(`^${service}$`);
/** `service.level`. */
export const permissionPattern = new RegExp(`^${service}\\.(?:${permissionLevels.join('|')})$`);

/** A role's id and name, as kept on a user. Names of roles never change. */
export interface RoleRef {
  readonly roleId: RoleId;
  readonly roleName: string;
}

/** A named set of permissions. */
export interface Role extends RoleRef {
  readonly description: string;
  readonly permissions: readonly string[];
  /** Ids of users who may attach, detach and edit the role beside those who hold it. */
  readonly roleManagers: readonly string[];
  readonly builtIn: boolean;
}

const views: Permission[] = ['users.view', 'roles.view', 'teams.view', 'tags.view', 'resources.view'];

function builtIn(name: string, description: string, permissions: readonly Permission[]): Role {
  return {
    roleId: name as RoleId,
    roleName: name,
    description,
    permissions,
    roleManagers: [],
    builtIn: true,
  };
}

/** Every user holds it; it cannot be detached. */
export const defaultUsersRole = builtIn('SystemRole-DefaultUsers', 'Members: what every user may do', views);
/** Members who also look after teams, tags and resources. */
export const managersRole = builtIn(
  'SystemRole-Managers',
  'Managers: members who also manage teams, tags and resources',
  [...views, 'teams.manage', 'tags.manage', 'resources.manage'],
);
/** Full access to every service of the product; creates and assumes nobody (SPEC section 3). */
export const administratorsRole = builtIn(
  'SystemRole-SystemAdministrators',
  'Administrators: full access to all services of this product',
  ownServices.map((service): Permission => `${service}.fullaccess`),
);

/** The role of Super-Admin mode. It is attached to nobody and never stored. */
export const superAdminRole = builtIn(
  'Super-Admin',
  'Super-Admin mode',
  administratorsRole.permissions as Permission[],
);

/** The most managers of a role: exchanging all of them stays one transaction (100 writes). */
export const maxRoleManagers = 30;

/** Built-in roles by id; their id is their name, and they are constants, so they cost no read. */
export const builtInRoles: ReadonlyMap<string, Role> = new Map(
  [administratorsRole, managersRole, defaultUsersRole].map((role) => [role.roleId, role]),
);

/** Short names of the built-in roles in requests, in lower case: names are taken in any. */
export const roleAliases: ReadonlyMap<string, Role> = new Map([
  ['admin', administratorsRole],
  ['manager', managersRole],
  ['member', defaultUsersRole],
]);

/** Whether a set of permissions includes one: `fullaccess` includes `manage`, which includes `view`. */
export function permits(held: readonly string[], wanted: string): boolean {
  const [service, level] = split(wanted);
  return held.some((permission) => {
    const [heldService, heldLevel] = split(permission);
    return heldService === service && rank(heldLevel) >= rank(level);
  });
}

/** The permissions that include one: itself and those of the same service with a higher level. */
export function sufficientFor(wanted: string): string[] {
  const [service, level] = split(wanted);
  return permissionLevels.slice(rank(level)).map((enough) => `${service}.${enough}`);
}

function split(permission: string): [service: string, level: string] {
  const dot = permission.lastIndexOf('.');
  return [permission.slice(0, dot), permission.slice(dot + 1)];
}

function rank(level: string): number {
  return permissionLevels.indexOf(level as Level);
}
