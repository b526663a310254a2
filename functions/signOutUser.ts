import { userOperations } from '../shared/contract/users.ts';
import { instant } from '../shared/domain/time.ts';
import { revised } from '../shared/domain/user.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { changeUser, getUser } from '../shared/store/users.ts';

type Row = (typeof userOperations)['signOutUser'];

/**
 * L2: one write ends all that was issued before: the generation what we issued (personal access tokens read as revoked),
 * the time of signing out what the issuer did.
 */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const user = await getUser(dependencies.table, call.params.userId);
  if (user === undefined) return refuse('user-not-found');
  if (user.kind === 'service') return refuse('service-user-sign-out');
  if (user.status === 'deleting') return refuse('user-deleting');
  const signedOutAt = instant(Math.max(call.now, user.signedOutAt));
  const after = revised(user, { generation: user.generation + 1, signedOutAt }, call.now);
  return await commit(
    call,
    {
      writes: [changeUser(user, after)],
      audit: { targetId: user.userId, detail: { generation: after.generation } },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(userOperations, 'signOutUser', handle);
