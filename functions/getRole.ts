import { roleOperations } from '../shared/contract/roles.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { roleToWire } from '../shared/runtime/wireForms.ts';
import { getRole } from '../shared/store/roles.ts';

/** One role, by anybody. */
export const handle: Handle<(typeof roleOperations)['getRole'], Dependencies> = async (
  { params },
  { table },
) => {
  const role = await getRole(table, params.roleId);
  return role === undefined ? refuse('role-not-found') : { status: 200, body: roleToWire(role) };
};

/** The Lambda function. */
export const handler = serve(roleOperations, 'getRole', handle);
