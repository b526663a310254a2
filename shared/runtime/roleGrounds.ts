import type { Principal } from '../domain/principal.ts';
import { checkManages, checkPermits } from '../store/roles.ts';
import type { Write } from '../store/table.ts';
import { checkUser } from '../store/users.ts';
import type { Caller } from './caller.ts';

/**
 * What a decision by a role relied on, as conditions: the caller is who the authorizer saw and still holds the role that permits,
 * that role still permits it (R7), and the caller still holds or manages the role that the request is about (R1).
 */
export function roleGrounds({ principal, by, holdsRole }: Caller, roleId: string | undefined): Write[] {
  const permissions = by.flatMap((fact) => (fact.startsWith('may:') ? [fact.slice('may:'.length)] : []));
  const isAbout = roleId !== undefined && by.includes('accessToRole');
  const holding = isAbout && holdsRole === true ? [roleId] : [];
  const isManaging = by.includes('managesRole') || (isAbout && holdsRole !== true);
  return [
    ...(permissions.length > 0 || isAbout ? [checkPrincipal(principal, holding)] : []),
    ...permissions.flatMap((permission) => checkPermits(principal.role.roleId, permission)),
    ...(isManaging && roleId !== undefined ? [checkManages(principal.userId, roleId)] : []),
  ];
}

function checkPrincipal({ userId, generation, role }: Principal, holding: readonly string[]): Write {
  return checkUser(userId, { generation, roleIds: [...new Set([role.roleId, ...holding])] });
}
