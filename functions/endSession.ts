import { authTokenOperations } from '../shared/contract/authTokens.ts';
import { isServiceUserId } from '../shared/domain/ids.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit, guard } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { removeSession } from '../shared/store/sessions.ts';

/** T17: without its record a token is refused at the next request. */
export const handle: Handle<(typeof authTokenOperations)['endSession'], Dependencies> = async (
  call,
  dependencies,
) => {
  const { userId, sessionId } = call.params;
  if (!isServiceUserId(userId)) return refuse('not-a-service-user');
  return await commit(
    call,
    {
      writes: [guard(removeSession(userId, sessionId), 'session-not-found')],
      audit: { targetId: userId, detail: { sessionId } },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(authTokenOperations, 'endSession', handle);
