import { roleOperations } from '../shared/contract/roles.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, guard, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { checkManagers, unknownManagers } from '../shared/runtime/roleManagers.ts';
import { serve } from '../shared/runtime/serve.ts';
import { roleToWire } from '../shared/runtime/wireForms.ts';
import { changeRole, getRole, type StoredRole } from '../shared/store/roles.ts';

type Row = (typeof roleOperations)['updateRole'];

/** R7: permissions are read at every request, so a change acts at once for everybody who holds the role. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const role = await getRole(dependencies.table, call.params.roleId);
  if (role === undefined) return refuse('role-not-found');
  const unknown = await unknownManagers(dependencies.table, call.body.RoleManagers ?? [], role.roleManagers);
  if (unknown !== undefined) return unknown;
  if (!('version' in role)) return refuse('built-in');
  const after = changed(role, call);
  if (JSON.stringify(after) === JSON.stringify(role)) return { status: 200, body: roleToWire(role) };
  const added = after.roleManagers.filter((id) => !role.roleManagers.includes(id));
  return await commit(
    call,
    {
      writes: [...changeRole(role, after), ...checkManagers(added)].map((write) =>
        guard(write, 'changed-meanwhile'),
      ),
      audit: {
        targetId: role.roleId,
        detail: { permissions: after.permissions, roleManagers: after.roleManagers },
      },
      reply: { status: 200 as const, body: roleToWire(after) },
    },
    dependencies,
  );
}

function changed(role: StoredRole, { body }: Call<Row>): StoredRole {
  return {
    ...role,
    description: body.Description ?? role.description,
    permissions: body.Permissions === undefined ? role.permissions : [...new Set(body.Permissions)],
    roleManagers: body.RoleManagers === undefined ? role.roleManagers : [...new Set(body.RoleManagers)],
  };
}

/** The Lambda function. */
export const handler = serve(roleOperations, 'updateRole', handle);
