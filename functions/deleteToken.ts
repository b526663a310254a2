import { tokenOperations } from '../shared/contract/tokens.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { readManageable } from '../shared/runtime/manageToken.ts';
import { serve } from '../shared/runtime/serve.ts';
import { removeToken } from '../shared/store/tokens.ts';

type Row = (typeof tokenOperations)['deleteToken'];

/** K8: only a token that works no more; its name is free with this write. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const known = await readManageable(dependencies.table, call);
  if (isRefusal(known)) return known;
  const { own, state } = known;
  if (state === 'active') return refuse('token-still-active');
  return await commit(
    call,
    {
      // What is revoked or expired becomes active again by a restoration only, which the version shows.
      writes: removeToken(own),
      audit: { targetId: own.userId, detail: { tokenId: own.tokenId, name: own.name } },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(tokenOperations, 'deleteToken', handle);
