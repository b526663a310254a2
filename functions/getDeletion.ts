import { userOperations } from '../shared/contract/users.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { keptReceiptToWire, runningDeletionToWire } from '../shared/runtime/deletionForms.ts';
import { serve } from '../shared/runtime/serve.ts';
import { isBeingDeleted } from '../shared/store/deletion.ts';
import { findReceipt } from '../shared/store/finishDeletion.ts';
import { getUser } from '../shared/store/users.ts';

/**
 * A delete that runs, or the receipt of one that has ended (SPEC section 8). Everybody may read it, as everybody may read the user
 * and the progress on it: it names ids and counts only.
 */
export const handle: Handle<(typeof userOperations)['getDeletion'], Dependencies> = async (
  { params: { userId } },
  { table },
) => {
  const user = await getUser(table, userId);
  if (isBeingDeleted(user)) return { status: 200, body: runningDeletionToWire(user) };
  if (user !== undefined) return refuse('deletion-not-found');
  const receipt = await findReceipt(table, userId);
  return receipt === undefined ? refuse('user-not-found') : { status: 200, body: keptReceiptToWire(receipt) };
};

/** The Lambda function. */
export const handler = serve(userOperations, 'getDeletion', handle);
