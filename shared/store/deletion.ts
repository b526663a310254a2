import type { EventId } from '../domain/ids.ts';
import { instant, type Clock, type Instant } from '../domain/time.ts';
import type { TransferTarget } from '../domain/transfer.ts';
import { revised, type Deletion, type User } from '../domain/user.ts';
import { allOf, expression, type Expression } from './expression.ts';
import { finishDeletion, type DeletionReceipt } from './finishDeletion.ts';
import { handOver, type Batch, type DeletingUser } from './handOver.ts';
import { userKey, usersList } from './keys.ts';
import { leftovers } from './leftovers.ts';
import type { FailedWrite, Item, Table, Write } from './table.ts';
import { StoreUnavailable } from './unavailable.ts';
import { checkUser, getUser, readUser } from './users.ts';

/** The longest time that somebody is taken to be at work without storing anything, in milliseconds. */
const holdMs = 10_000;
/** How often in a row a batch may lose against other changes. */
const maxLost = 10;

/** The request that begins a delete. */
export interface DeletionStart extends Pick<Deletion, 'startedBy' | 'total'> {
  readonly transferTo: TransferTarget;
  readonly now: Instant;
  /** Who goes on with it right away; undefined leaves it to the worker. */
  readonly heldBy: string | undefined;
}

/** A disabled user as it is once its delete has begun. */
export function deletingUser(user: User, start: DeletionStart): DeletingUser {
  const { transferTo, startedBy, total, now, heldBy } = start;
  const deletion: Deletion = {
    transferTo: transferTo.userId,
    startedAt: now,
    startedBy,
    total,
    resources: 0,
    tags: 0,
    roles: 0,
    heldBy: heldBy ?? '',
    heldUntil: heldBy === undefined ? instant(0) : heldUntil(now),
  };
  return { ...revised(user, { status: 'deleting' }, now), deletion };
}

/**
 * Names another transfer user for the rest, on condition that the first one is not suitable any more (D7): what moved stays where
 * it is. The caller goes on with the work. Only the fields named here are written, so that progress stored meanwhile is not lost.
 */
export function redirectDeletion(
  user: DeletingUser,
  { transferTo, holder, now }: { transferTo: TransferTarget; holder: string; now: Instant },
): { readonly user: Write; readonly former: Write } {
  return {
    user: {
      update: userKey(user.userId),
      changes: expression`SET #deletion.#transferTo = ${transferTo.userId}, ${held(holder, heldUntil(now))}, #version = ${user.version + 1}`,
      condition: expression`#version = ${user.version} AND #status = ${'deleting'}`,
    },
    former: {
      check: userKey(user.deletion.transferTo),
      condition: expression`attribute_not_exists(#pk) OR #status <> ${'enabled'}`,
    },
  };
}

/** Who works on a delete, and how long. */
export interface DeletionWork {
  readonly userId: string;
  /** A request's id, or the name of the worker. */
  readonly holder: string;
  readonly clock: Clock;
  readonly newId: (kind: 'event') => EventId;
  /** No batch begins later. */
  readonly until: Instant;
}

/**
 * How far the work came. `busy`: somebody else is at it. `waiting`: its transfer user is not suitable any more.
 * `absent`: there is no such delete, any more or at all.
 */
export type DeletionOutcome =
  | { readonly state: 'done'; readonly receipt: DeletionReceipt }
  | { readonly state: 'unfinished' | 'busy' | 'waiting'; readonly user: DeletingUser }
  | { readonly state: 'absent' };

/**
 * Goes on with a delete from whatever state the table is in: hands over, clears, and removes the user last. Every batch is one
 * transaction on condition that the user is still being deleted to the same transfer user, so any number of these may run, be
 * killed and begin again (D5).
 * @throws StoreUnavailable when the table does not take the writes.
 */
export async function continueDeletion(table: Table, work: DeletionWork): Promise<DeletionOutcome> {
  for (let lost = 0; lost < maxLost; lost += 1) {
    const user = await getUser(table, work.userId);
    if (!isBeingDeleted(user)) return { state: 'absent' };
    if (isHeldByOther(user.deletion, work)) return { state: 'busy', user };
    const { state, stored } = await runBatches(table, user, work);
    if (state === 'cleared') {
      const receipt = await finishDeletion(table, work);
      if (receipt !== undefined) return { state: 'done', receipt };
    } else if (state !== 'lost') return await stopped(table, state, work);
    if (stored > 0) lost = 0;
  }
  throw new StoreUnavailable('the delete loses against other changes');
}

interface Round {
  readonly state: 'cleared' | 'lost' | 'unfinished' | 'waiting';
  /** Batches that were stored. */
  readonly stored: number;
}

async function runBatches(table: Table, user: DeletingUser, work: DeletionWork): Promise<Round> {
  let stored = 0;
  for await (const batch of batchesOf(table, user, work.clock())) {
    const now = work.clock();
    if (now >= work.until) return { state: 'unfinished', stored };
    const givesTo = batch.gives ? [checkUser(user.deletion.transferTo, {})] : [];
    const writes = [progressOf(user, batch, { holder: work.holder, now }), ...givesTo, ...batch.writes];
    const failed = await table.transact(writes);
    if (failed.length > 0)
      return { state: refusedByTransferUser(failed, batch) ? 'waiting' : 'lost', stored };
    stored += 1;
  }
  return { state: 'cleared', stored };
}

async function* batchesOf(table: Table, user: DeletingUser, now: Instant): AsyncGenerator<Batch, void> {
  yield* handOver(table, user, now);
  yield* leftovers(table, user.userId);
}

/** D7: the second write of a batch that gives something asks whether the transfer user is still enabled. */
function refusedByTransferUser(failed: readonly FailedWrite[], { gives }: Batch): boolean {
  const first = failed.find(({ reason }) => reason === 'condition');
  return gives && first?.index === 1;
}

/** Counts a batch with its user, on condition that the delete goes on, to the same transfer user, and that nobody else is at it. */
function progressOf(
  { userId, deletion }: DeletingUser,
  { moved }: Batch,
  { holder, now }: { holder: string; now: Instant },
): Write {
  const { resources = 0, tags = 0, roles = 0 } = moved;
  return {
    update: userKey(userId),
    changes: expression`SET #deletion.#resources = #deletion.#resources + ${resources}, #deletion.#tags = #deletion.#tags + ${tags}, #deletion.#roles = #deletion.#roles + ${roles}, ${held(holder, heldUntil(now))}`,
    condition: allOf([
      expression`#status = ${'deleting'}`,
      expression`#deletion.#startedAt = ${deletion.startedAt} AND #deletion.#transferTo = ${deletion.transferTo}`,
      expression`#deletion.#heldBy = ${holder} OR #deletion.#heldUntil <= ${now}`,
    ]),
  };
}

function held(holder: string, until: Instant): Expression {
  return expression`#deletion.#heldBy = ${holder}, #deletion.#heldUntil = ${until}`;
}

function heldUntil(now: Instant): Instant {
  return instant(now + holdMs);
}

function isHeldByOther({ heldBy, heldUntil: until }: Deletion, { holder, clock }: DeletionWork): boolean {
  return heldBy !== holder && until > clock();
}

/** Leaves unfinished work to the next: the write wakes the worker. */
async function stopped(
  table: Table,
  state: 'unfinished' | 'waiting',
  { userId, holder }: DeletionWork,
): Promise<DeletionOutcome> {
  await table.update(
    userKey(userId),
    expression`SET ${held(holder, instant(0))}`,
    expression`#status = ${'deleting'} AND #deletion.#heldBy = ${holder} AND #deletion.#heldUntil > ${0}`,
  );
  const user = await getUser(table, userId);
  return isBeingDeleted(user) ? { state, user } : { state: 'absent' };
}

/** Users whose delete has begun and not ended, as the index shows them. */
export async function* usersBeingDeleted(table: Table): AsyncGenerator<DeletingUser, void> {
  for (const kind of ['service', 'person'] as const) {
    let startAfter: Item | undefined;
    do {
      const key = expression`#listPk = ${usersList(kind, 'deleting')}`;
      const page = await table.query({ index: 'byName', key, limit: 50, startAfter });
      yield* page.items.map(readUser).filter(isBeingDeleted);
      startAfter = page.next;
    } while (startAfter !== undefined);
  }
}

/** Whether a delete of the user has begun. */
export function isBeingDeleted(user: User | undefined): user is DeletingUser {
  return user?.status === 'deleting' && user.deletion !== undefined;
}
