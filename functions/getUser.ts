import { userOperations } from '../shared/contract/users.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { etagOf, userToWire } from '../shared/runtime/wireForms.ts';
import { getUser } from '../shared/store/users.ts';

/** One user of either kind, by anybody (I5, I9, I10). */
export const handle: Handle<(typeof userOperations)['getUser'], Dependencies> = async (
  { params },
  { table },
) => {
  const user = await getUser(table, params.userId);
  return user === undefined
    ? refuse('user-not-found')
    : { status: 200, body: userToWire(user), headers: etagOf(user) };
};

/** The Lambda function. */
export const handler = serve(userOperations, 'getUser', handle);
