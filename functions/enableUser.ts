import { userOperations } from '../shared/contract/users.ts';
import { revised } from '../shared/domain/user.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { etagOf, userToWire } from '../shared/runtime/wireForms.ts';
import { superAdminsKey, userKey } from '../shared/store/keys.ts';
import { enableMember, readSuperAdmins } from '../shared/store/superAdmins.ts';
import { changeUser, readUser } from '../shared/store/users.ts';

type Row = (typeof userOperations)['enableUser'];

/** T14, D14: the generation stays as disabling raised it, so nothing from before comes back. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const [item, registry] = await dependencies.table.getMany([userKey(call.params.userId), superAdminsKey]);
  if (item === undefined) return refuse('user-not-found');
  const user = readUser(item);
  if (user.status === 'deleting') return refuse('user-deleting');
  const reply = (state: typeof user) => ({
    status: 200 as const,
    body: userToWire(state),
    headers: etagOf(state),
  });
  if (user.status === 'enabled') return reply(user);
  const after = revised(user, { status: 'enabled' }, call.now);
  const isMember = readSuperAdmins(registry).members.has(user.userId);
  return await commit(
    call,
    {
      writes: [changeUser(user, after), ...(isMember ? [enableMember(user.userId)] : [])],
      audit: { targetId: user.userId },
      reply: reply(after),
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(userOperations, 'enableUser', handle);
