import { roleOperations } from '../shared/contract/roles.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { getRole, removeRole } from '../shared/store/roles.ts';
import { listUsers } from '../shared/store/userLists.ts';

type Row = (typeof roleOperations)['deleteRole'];

/**
 * Refused while somebody holds the role, as far as the index shows. A holder it does not show yet loses nothing but the role:
 * a role that is gone gives no permission from the next request on.
 */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { table } = dependencies;
  const role = await getRole(table, call.params.roleId);
  if (role === undefined) return refuse('role-not-found');
  if (!('version' in role)) return refuse('built-in');
  const holders = await listUsers(table, {
    kinds: ['service', 'person'],
    statuses: ['enabled', 'disabled', 'deleting'],
    roles: [role.roleId],
    teams: undefined,
    name: undefined,
    order: 'byName',
    descending: false,
    limit: 1,
    after: undefined,
  });
  if (holders.users.length > 0) return refuse('role-in-use');
  return await commit(
    call,
    {
      writes: await removeRole(table, role),
      audit: { targetId: role.roleId, detail: { roleName: role.roleName } },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(roleOperations, 'deleteRole', handle);
