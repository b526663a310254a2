import { trustRuleOperations } from '../shared/contract/trustRules.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, guard, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { readTrusting } from '../shared/runtime/trustChanges.ts';
import { removeClientKey } from '../shared/store/clientKeys.ts';
import { changeRoster, without } from '../shared/store/rosters.ts';

type Row = (typeof trustRuleOperations)['deleteClientKey'];

/** Tokens that were got with the key end at their next use. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { userId, clientKeyId } = call.params;
  const trusting = await readTrusting(dependencies.table, userId, 'clientKeys');
  if (isRefusal(trusting)) return trusting;
  const { user, roster } = trusting;
  if (!Object.hasOwn(roster.names, clientKeyId)) return refuse('client-key-not-found');
  return await commit(
    call,
    {
      writes: [
        guard(removeClientKey(user.userId, clientKeyId), 'client-key-not-found'),
        changeRoster(roster, without(roster.names, clientKeyId)),
      ],
      audit: { targetId: user.userId, detail: { clientKeyId } },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(trustRuleOperations, 'deleteClientKey', handle);
