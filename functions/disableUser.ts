import { userOperations } from '../shared/contract/users.ts';
import { revised, type User } from '../shared/domain/user.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, guard, retried, type GuardedWrite } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { etagOf, userToWire } from '../shared/runtime/wireForms.ts';
import { superAdminsKey, userKey } from '../shared/store/keys.ts';
import { checkNotMember, disableMember, readSuperAdmins } from '../shared/store/superAdmins.ts';
import type { Item } from '../shared/store/table.ts';
import { changeUser, readUser } from '../shared/store/users.ts';

type Row = (typeof userOperations)['disableUser'];

/**
 * T13: one transaction of constant size raises the generation, which stops every credential of the user at the next request,
 * however many there are.
 */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const [item, registry] = await dependencies.table.getMany([userKey(call.params.userId), superAdminsKey]);
  if (item === undefined) return refuse('user-not-found');
  const user = readUser(item);
  if (user.status === 'deleting') return refuse('user-deleting');
  const reply = (state: User) => ({ status: 200 as const, body: userToWire(state), headers: etagOf(state) });
  if (user.status === 'disabled') return reply(user);
  const after = revised(user, { status: 'disabled', generation: user.generation + 1 }, call.now);
  return await commit(
    call,
    {
      writes: [changeUser(user, after), ...memberWrites(user, registry)],
      audit: { targetId: user.userId, detail: { generation: after.generation } },
      reply: reply(after),
    },
    dependencies,
  );
}

/** At least one enabled Super-Admin stays, also when two are disabled at once: the registry's condition decides. */
function memberWrites(
  user: User,
  registry: Item | undefined,
): GuardedWrite<'last-super-admin' | 'changed-meanwhile'>[] {
  if (user.kind === 'service') return [];
  return readSuperAdmins(registry).members.has(user.userId)
    ? [guard(disableMember(user.userId), 'last-super-admin')]
    : [guard(checkNotMember(user.userId), 'changed-meanwhile')];
}

/** The Lambda function. */
export const handler = serve(userOperations, 'disableUser', handle);
