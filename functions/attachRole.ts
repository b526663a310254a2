import { roleOperations } from '../shared/contract/roles.ts';
import { holdsRole, maxRolesPerUser, revised, type User } from '../shared/domain/user.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { etagOf, userToWire } from '../shared/runtime/wireForms.ts';
import { roleEntryKey } from '../shared/store/keys.ts';
import { checkRole, getRole } from '../shared/store/roles.ts';
import type { Write } from '../shared/store/table.ts';
import { changeUser, getUser, listEntries } from '../shared/store/users.ts';

type Row = (typeof roleOperations)['attachRole'];

/** R8, R9: the same for persons and service users; attaching twice changes nothing. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { table } = dependencies;
  const { userId, roleId } = call.params;
  const [user, role] = await Promise.all([getUser(table, userId), getRole(table, roleId)]);
  if (user === undefined) return refuse('user-not-found');
  if (role === undefined) return refuse('role-not-found');
  const reply = (state: User) => ({ status: 200 as const, body: userToWire(state), headers: etagOf(state) });
  if (holdsRole(user, roleId)) return reply(user);
  if (user.status === 'deleting') return refuse('user-deleting');
  if (Object.keys(user.roles).length >= maxRolesPerUser) return refuse('limit-reached');
  const after = revised(user, { roles: { ...user.roles, [role.roleId]: role.roleName } }, call.now);
  const { sk } = roleEntryKey(userId, roleId);
  const entries = listEntries(after).filter((entry) => entry['sk'] === sk);
  return await commit(
    call,
    {
      writes: [
        changeUser(user, after),
        ...entries.map((entry): Write => ({ put: entry })),
        ...checkRole(role),
      ],
      audit: { targetId: userId, detail: { roleId, roleName: role.roleName } },
      reply: reply(after),
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(roleOperations, 'attachRole', handle);
