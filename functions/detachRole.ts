import { roleOperations } from '../shared/contract/roles.ts';
import { defaultUsersRole } from '../shared/domain/role.ts';
import { holdsRole, revised, withoutRole } from '../shared/domain/user.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { etagOf, userToWire } from '../shared/runtime/wireForms.ts';
import { roleEntryKey } from '../shared/store/keys.ts';
import { changeUser, getUser } from '../shared/store/users.ts';

type Row = (typeof roleOperations)['detachRole'];

/** The role is read from the user at every request, so credentials bound to it stop with this write. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { userId, roleId } = call.params;
  const user = await getUser(dependencies.table, userId);
  if (user === undefined) return refuse('user-not-found');
  if (roleId === defaultUsersRole.roleId) return refuse('built-in');
  if (!holdsRole(user, roleId)) return refuse('role-not-attached');
  if (user.status === 'deleting') return refuse('user-deleting');
  const after = revised(user, withoutRole(user, roleId), call.now);
  return await commit(
    call,
    {
      writes: [changeUser(user, after), { remove: roleEntryKey(userId, roleId) }],
      audit: { targetId: userId, detail: { roleId } },
      reply: { status: 200 as const, body: userToWire(after), headers: etagOf(after) },
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(roleOperations, 'detachRole', handle);
