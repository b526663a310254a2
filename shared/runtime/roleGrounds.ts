import type { Principal } from '../domain/principal.ts';
import { checkManages, checkPermits } from '../store/roles.ts';
import type { Write } from '../store/table.ts';
import { checkUser } from '../store/users.ts';
import type { Caller } from './caller.ts';

/**
 * What a decision by a role relied on, as conditions: the caller is who the authorizer saw and still holds the role that permits,
 * that role still permits it (R7), and the caller still holds or manages the role that the request is about (R1).
 */
export function roleGrounds(caller: Caller, roleId: string | undefined): Write[] {
  const { principal, by } = caller;
  const permissions = by.flatMap((fact) => (fact.startsWith('may:') ? [fact.slice('may:'.length)] : []));
  return [
    ...permissions.flatMap((permission) => checkPermits(principal.role.roleId, permission)),
    ...(roleId === undefined ? [] : accessGrounds(caller, roleId)),
    ...(permissions.length === 0 ? [] : [checkPrincipal(principal)]),
  ];
}

/** By which way the caller has access to the role that the request is about. */
function accessGrounds({ principal, by, holdsRole }: Caller, roleId: string): Write[] {
  const isHolding = by.includes('accessToRole') && holdsRole === true;
  if (isHolding) return [checkPrincipal(principal, roleId)];
  const isManaging = by.includes('accessToRole') || by.includes('managesRole');
  return isManaging ? [checkPrincipal(principal), checkManages(principal.userId, roleId)] : [];
}

function checkPrincipal({ userId, generation, role }: Principal, ...holding: readonly string[]): Write {
  return checkUser(userId, { generation, roleIds: [...new Set([role.roleId, ...holding])] });
}
