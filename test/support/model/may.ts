import type { Authenticated } from './principal.ts';
import type { ModelResource, ModelRole, ModelTag, ModelUser, World } from './world.ts';

const levels: readonly string[] = ['view', 'manage', 'fullaccess'];
type Level = 'view' | 'manage' | 'fullaccess';

/** R4, R7: what the one role of the request holds now; a level includes those before. */
function holds(world: World, { roleId }: Authenticated, wanted: `${string}.${Level}`): boolean {
  const [service = '', level = ''] = wanted.split('.');
  const held = world.roles.get(roleId)?.permissions ?? [];
  return levels.slice(levels.indexOf(level)).some((each) => held.includes(`${service}.${each}`));
}

/** The request runs as a service user, by its own credential or assumed. */
export const asService = ({ user }: Authenticated): boolean => user.kind === 'service';

/** Access to a service user: an Owner share of a person, direct or through a tag, or the mode. */
export function accessTo(world: World, { user, mode }: Authenticated, target: ModelUser): boolean {
  if (user.kind === 'service' || target.kind === 'person') return false;
  return mode !== undefined || world.waysTo(target.id, user.id).length > 0;
}

/** Edit, enable, disable, delete: service users by those with access, persons by `users.manage` or the mode. */
export function mayEdit(world: World, principal: Authenticated, target: ModelUser): boolean {
  if (target.kind === 'service') return accessTo(world, principal, target);
  return principal.mode !== undefined || holds(world, principal, 'users.manage');
}

/** R1: holds it, manages it, or is in the mode. */
export function accessToRole({ user, mode }: Authenticated, role: ModelRole): boolean {
  return mode !== undefined || user.roles.has(role.id) || role.managers.has(user.id);
}

/** By its managers, `roles.manage` or the mode. */
export function mayEditRole(world: World, principal: Authenticated, role: ModelRole): boolean {
  const { user, mode } = principal;
  return mode !== undefined || role.managers.has(user.id) || holds(world, principal, 'roles.manage');
}

/** A permission of the role, or the mode. */
export function mayBy(world: World, principal: Authenticated, wanted: `${string}.${Level}`): boolean {
  return principal.mode !== undefined || holds(world, principal, wanted);
}

/** Owners of a tag, or the mode. */
export function mayChangeTag({ user, mode }: Authenticated, tag: ModelTag): boolean {
  return mode !== undefined || tag.members.get(user.id)?.accessType === 'Owner';
}

function sharesFor(world: World, { user }: Authenticated, { shares }: ModelResource): unknown[] {
  const tags = [...world.tags.values()].filter(({ members }) => members.has(user.id));
  return [user, ...tags].map(({ id }) => shares.get(id)).filter((share) => share !== undefined);
}

/** `resources.view`, owning it, any share (H8), or the mode. */
export function mayReadResource(world: World, principal: Authenticated, resource: ModelResource): boolean {
  const owned = resource.ownerId === principal.user.id;
  if (owned || sharesFor(world, principal, resource).length > 0) return true;
  return mayBy(world, principal, 'resources.view');
}

/** Ownership, also by a share as Owner, `resources.fullaccess`, or the mode. */
export function mayChangeResource(world: World, principal: Authenticated, resource: ModelResource): boolean {
  const owned = resource.ownerId === principal.user.id;
  if (owned || sharesFor(world, principal, resource).includes('Owner')) return true;
  return mayBy(world, principal, 'resources.fullaccess');
}

/** K5, K11, K12: of oneself, or of a service user with access; of another person nobody's, not even in the mode. */
export function mayManageTokens(world: World, principal: Authenticated, target: ModelUser): boolean {
  return principal.user === target || accessTo(world, principal, target);
}

/** Events: of a service user with access, of a person oneself, `audit.view` or the mode. */
export function mayReadEvents(world: World, principal: Authenticated, target: ModelUser): boolean {
  if (target.kind === 'service') return accessTo(world, principal, target);
  return principal.user === target || mayBy(world, principal, 'audit.view');
}
