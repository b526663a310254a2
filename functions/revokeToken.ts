import { tokenOperations } from '../shared/contract/tokens.ts';
import { isRefusal } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { readManageable } from '../shared/runtime/manageToken.ts';
import { serve } from '../shared/runtime/serve.ts';
import { tokenToWire } from '../shared/runtime/wireForms.ts';
import { revokeSecrets } from '../shared/store/tokens.ts';

type Row = (typeof tokenOperations)['revokeToken'];

/** K6: every secret that still works stops at the next request. Repeating it changes nothing. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const known = await readManageable(dependencies.table, call);
  if (isRefusal(known)) return known;
  const { own, current, state, unended } = known;
  if (state !== 'active') return { status: 200, body: tokenToWire(own, current, state) };
  return await commit(
    call,
    {
      writes: revokeSecrets(own, unended, call.now),
      audit: { targetId: own.userId, detail: { tokenId: own.tokenId } },
      reply: { status: 200 as const, body: tokenToWire(own, current, 'revoked') },
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(tokenOperations, 'revokeToken', handle);
