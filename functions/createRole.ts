import { roleOperations } from '../shared/contract/roles.ts';
import { foldName } from '../shared/domain/names.ts';
import { builtInRoles, roleAliases, superAdminRole } from '../shared/domain/role.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { newName } from '../shared/runtime/newName.ts';
import { checkManagers, unknownManagers } from '../shared/runtime/roleManagers.ts';
import { serve } from '../shared/runtime/serve.ts';
import { roleToWire } from '../shared/runtime/wireForms.ts';
import { putNewRole, type StoredRole } from '../shared/store/roles.ts';

type Row = (typeof roleOperations)['createRole'];

/** Names that requests use for built-in roles stay theirs, and so do all that compare equal to them. */
const reserved = new Set(
  [...builtInRoles.keys(), ...roleAliases.keys(), superAdminRole.roleName].map(foldName),
);

/** A role with a name of its own, as names compare; the caller manages it where nobody else is named. */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const { body, caller } = call;
  const roleName = body.RoleName;
  const named = body.RoleManagers ?? [caller.principal.userId];
  const unknown = await unknownManagers(dependencies.table, named);
  if (unknown !== undefined) return unknown;
  if (reserved.has(foldName(roleName))) return refuse('name-taken');
  const roleManagers = [...new Set(named)];
  const role: StoredRole = {
    roleId: dependencies.newId('role'),
    roleName,
    description: body.Description ?? '',
    permissions: [...new Set(body.Permissions)],
    roleManagers,
    builtIn: false,
    version: 1,
  };
  const writes = putNewRole(role);
  return await commit(
    call,
    {
      writes: [
        ...newName(writes.name, { space: 'ROLE', name: [roleName] }),
        writes.role,
        ...writes.managers,
        ...checkManagers(roleManagers),
      ],
      audit: { targetId: role.roleId, detail: { roleName, permissions: role.permissions, roleManagers } },
      reply: { status: 201 as const, body: roleToWire(role), headers: { Location: `/roles/${role.roleId}` } },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(roleOperations, 'createRole', handle);
