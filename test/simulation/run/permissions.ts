import { builtInRoles } from '../../../shared/domain/role.ts';
import type { Credential } from './knowledge.ts';
import type { Mirror } from './mirror.ts';

/** What a credential permits that is bound to a custom role, or to less than its role permits; undefined for others. */
export function permittedTo(
  mirror: Mirror,
  { roleId = '', scope }: Pick<Credential, 'roleId' | 'scope'>,
): readonly string[] | undefined {
  const held = permissionsOf(mirror, roleId);
  if (scope !== undefined) return scope.filter((one) => permits(held, one));
  return roleId.startsWith('rol_') ? held : undefined;
}

/** What a role permits now. */
export function permissionsOf(mirror: Mirror, roleId: string): readonly string[] {
  const builtIn = builtInRoles.get(roleId)?.permissions;
  return builtIn ?? ((mirror.get(`ROLE#${roleId}`, 'ROLE')?.['permissions'] ?? []) as readonly string[]);
}

/** Whether a custom role permits something now. */
export function rolePermits(mirror: Mirror, roleId: string, needed: string): boolean {
  return permits(permissionsOf(mirror, roleId), needed);
}

const levels = ['view', 'manage', 'fullaccess'];

/** A level includes those before it (SPEC section 3). */
export function permits(held: readonly string[], needed: string): boolean {
  const [service = '', level = ''] = needed.split('.');
  return levels.slice(levels.indexOf(level)).some((enough) => held.includes(`${service}.${enough}`));
}
