import { authTokenOperations } from '../shared/contract/authTokens.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { endMode } from '../shared/store/users.ts';

type Row = (typeof authTokenOperations)['endSuperAdminMode'];

/** One write ends the mode of the caller wherever it was entered, and what was assumed through it (T19). */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const { userId } = call.caller.principal;
  return await commit(
    call,
    {
      writes: [endMode(userId)],
      audit: { targetId: userId },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(authTokenOperations, 'endSuperAdminMode', handle);
