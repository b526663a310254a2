import { userOperations } from '../shared/contract/users.ts';
import { instant } from '../shared/domain/time.ts';
import { transferTarget, type TransferTarget } from '../shared/domain/transfer.ts';
import type { User } from '../shared/domain/user.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, guard, recordedAs, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { receiptToWire } from '../shared/runtime/deletionForms.ts';
import { serve } from '../shared/runtime/serve.ts';
import { etagOf, userToWire } from '../shared/runtime/wireForms.ts';
import {
  continueDeletion,
  deletingUser,
  isBeingDeleted,
  redirectDeletion,
} from '../shared/store/deletion.ts';
import { findReceipt } from '../shared/store/finishDeletion.ts';
import { countOwned, type DeletingUser } from '../shared/store/handOver.ts';
import { userKey } from '../shared/store/keys.ts';
import { StoreUnavailable } from '../shared/store/unavailable.ts';
import { changeUser, checkUser, readUser } from '../shared/store/users.ts';

type Row = (typeof userOperations)['deleteUser'];

/** Up to this many things are handed over within the request; more are left to the worker. */
const shortTransfer = 60;
/** How long a request works on a delete, in milliseconds: well below the time that the gateway waits. */
const longestWork = 6000;

/**
 * Begins the delete of a disabled user, or goes on with one that has begun. The conditions of the writes decide, not the reads
 * before them (D7), and what has begun is finished by whoever comes next (D5).
 */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const { transferTo = '' } = call.query;
  if (transferTo === '') return refuse('transfer-user-missing');
  const begun = await retried(() => begin({ ...call, transferTo }, dependencies));
  return isRefusal(begun) || !begun.goesOn ? begun : await goOn(begun, call, dependencies);
};

type Deleting = Call<Row> & { readonly transferTo: string };

async function begin(call: Deleting, dependencies: Dependencies) {
  const [item, other] = await dependencies.table.getMany([
    userKey(call.params.userId),
    userKey(call.transferTo),
  ]);
  if (item === undefined) return refuse('user-not-found');
  const user = readUser(item);
  if (user.status === 'enabled') return refuse('must-be-disabled-first', { status: 409 });
  const transferTo = transferTarget(other === undefined ? undefined : readUser(other), user);
  if (transferTo === undefined) return refuse('transfer-user-unsuitable', { status: 409 });
  if (!isBeingDeleted(user)) return await start(user, { call, transferTo, dependencies });
  if (user.deletion.transferTo === transferTo.userId) return accepted(user, true);
  return await redirect(user, { call, transferTo, dependencies });
}

function accepted(user: User, goesOn: boolean) {
  return { status: 202 as const, body: userToWire(user), headers: etagOf(user), goesOn };
}

interface Decided {
  readonly call: Deleting;
  readonly transferTo: TransferTarget;
  readonly dependencies: Dependencies;
}

/** While the user is disabled nothing new comes to it, so what is counted here is what there is to hand over. */
async function start(user: User, { call, transferTo, dependencies }: Decided) {
  const { requestId, sourceIp, now } = call;
  const { principal } = call.caller;
  const total = await countOwned(dependencies.table, user.userId);
  const heldBy = total <= shortTransfer ? requestId : undefined;
  const { actorId, roleId, tokenId } = recordedAs(principal);
  const startedBy = { actorId, roleId, tokenId, requestId, sourceIp };
  const after = deletingUser(user, { transferTo, startedBy, total, now, heldBy });
  return await commit(
    call,
    {
      writes: [changeUser(user, after), stillSuitable(transferTo)],
      audit: { targetId: user.userId, detail: { transferTo: transferTo.userId, total } },
      reply: accepted(after, heldBy !== undefined),
    },
    dependencies,
  );
}

function stillSuitable({ userId }: TransferTarget) {
  return guard(checkUser(userId, {}), refuse('transfer-user-unsuitable', { status: 409 }));
}

/** Another transfer user for the rest, where the first one is disabled or gone. */
async function redirect(user: DeletingUser, { call, transferTo, dependencies }: Decided) {
  const { now, requestId } = call;
  const { user: change, former } = redirectDeletion(user, { transferTo, holder: requestId, now });
  const instead = user.deletion.transferTo;
  const deletion = { ...user.deletion, transferTo: transferTo.userId };
  return await commit(
    call,
    {
      writes: [guard(former, 'user-deleting'), change, stillSuitable(transferTo)],
      audit: { targetId: user.userId, detail: { transferTo: transferTo.userId, instead } },
      reply: accepted({ ...user, deletion, version: user.version + 1 }, true),
    },
    dependencies,
  );
}

/** What is stored already stays true: where this stops, the worker and every repeated call go on. */
async function goOn(
  begun: ReturnType<typeof accepted>,
  { params: { userId }, requestId, now }: Call<Row>,
  { table, clock, newId }: Dependencies,
): Promise<Outcome<Row>> {
  try {
    const work = { userId, holder: requestId, clock, newId, until: instant(now + longestWork) };
    const outcome = await continueDeletion(table, work);
    if (outcome.state === 'done') return { status: 200, body: receiptToWire(outcome.receipt) };
    if (outcome.state !== 'absent') return accepted(outcome.user, false);
    const receipt = await findReceipt(table, userId);
    return receipt === undefined ? refuse('user-not-found') : { status: 200, body: receiptToWire(receipt) };
  } catch (error) {
    if (error instanceof StoreUnavailable) return begun;
    throw error;
  }
}

/** The Lambda function. */
export const handler = serve(userOperations, 'deleteUser', handle);
