import { expression } from './expression.ts';
import { numberAt, optionalStringAt, stringAt } from './fields.ts';
import type { Batch } from './handOver.ts';
import { accessMarkKey, entryPrefix, granteeList, nameOf, userKey, type Key } from './keys.ts';
import type { Item, Table, Write } from './table.ts';
import { keyOfWrite } from './writes.ts';
import { readOwnToken, removeToken } from './tokens.ts';

/** Most writes of one batch; with the one for the user below the 100 of a transaction, whatever one item takes with it. */
const perBatch = 80;

/** What goes with a user (D6), batch by batch: each has to be stored before the next is asked for. */
export async function* leftovers(table: Table, userId: string): AsyncGenerator<Batch, void> {
  yield* packed(sharesGivenTo(table, userId));
  for (;;) {
    const batches = packed(ownItems(table, userId));
    const first = await batches.next();
    if (first.done === true) return;
    yield first.value;
    yield* batches;
  }
}

/** Whether the user item and list entries, which go last and together, are all that is left. */
export async function isCleared(table: Table, userId: string): Promise<boolean> {
  const next = await ownItems(table, userId).next();
  return next.done === true;
}

/** The list entries in the user's partition, whether they should be there or not. */
export async function storedEntries(table: Table, userId: string): Promise<Key[]> {
  const { pk } = userKey(userId);
  const page = await table.query({ key: expression`#pk = ${pk} AND begins_with(#sk, ${entryPrefix})` });
  return page.items.map(keyOf);
}

/** Everything else in the user's partition, by consistent reads, with what belongs to each item elsewhere. */
async function* ownItems(table: Table, userId: string): AsyncGenerator<Write[], void> {
  const { pk, sk: own } = userKey(userId);
  let startAfter: Item | undefined;
  do {
    const page = await table.query({ key: expression`#pk = ${pk}`, limit: 200, startAfter });
    for (const item of page.items) {
      const sk = stringAt(item, 'sk');
      if (sk !== own && !sk.startsWith(entryPrefix)) yield removalsOf(item);
    }
    startAfter = page.next;
  } while (startAfter !== undefined);
}

/** A token goes whole, on condition that nobody gives it another secret meanwhile: no secret may outlive its token. */
function removalsOf(item: Item): Write[] {
  return item['entity'] === 'ownToken' ? removeToken(readOwnToken(item)) : [{ remove: keyOf(item) }];
}

/**
 * Shares of service users and resources with the user, in the partitions of what is shared. The index may lag behind a share that
 * was given just before; {@link removeLateShares} finds those.
 */
async function* sharesGivenTo(table: Table, userId: string): AsyncGenerator<Write[], void> {
  for await (const share of sharesIndexed(table, userId)) {
    const serviceUserId = optionalStringAt(share, 'serviceUserId');
    const mark: Write[] =
      serviceUserId === undefined ? [] : [{ remove: accessMarkKey(serviceUserId, userId) }];
    yield [{ remove: keyOf(share) }, ...mark];
  }
}

/**
 * Removes shares given to a user who is gone that the index did not show in time. Nothing is given to who is being deleted, so all
 * of them are from before; but for a person who came again, to whom only what is older does not count. Safe to repeat.
 * @throws Error when the person comes just now, or transactions under way stood in the way: the stream brings the record again.
 */
export async function removeLateShares(table: Table, userId: string): Promise<void> {
  const again = await table.get(userKey(userId));
  for await (const share of sharesIndexed(table, userId)) {
    const failed = await table.transact(removalOfLate(keyOf(share), userId, again));
    const stays = again !== undefined && failed.every(({ reason }) => reason === 'condition');
    if (failed.length > 0 && !stays) throw new Error('a late share is in use');
  }
}

function removalOfLate(share: Key, userId: string, again: Item | undefined): Write[] {
  if (again === undefined)
    return [{ remove: share }, { check: userKey(userId), condition: expression`attribute_not_exists(#pk)` }];
  return [{ remove: share, condition: expression`#createdAt < ${numberAt(again, 'createdAt')}` }];
}

async function* sharesIndexed(table: Table, userId: string): AsyncGenerator<Item, void> {
  let startAfter: Item | undefined;
  do {
    const page = await table.query({
      index: 'byName',
      key: expression`#listPk = ${granteeList(userId)}`,
      startAfter,
    });
    yield* page.items;
    startAfter = page.next;
  } while (startAfter !== undefined);
}

/** Puts the removals of several items into one batch as far as they fit; items stay whole, and nothing is removed twice in one. */
async function* packed(items: AsyncIterable<Write[]>): AsyncGenerator<Batch, void> {
  let removals = new Map<string, Write>();
  for await (const item of items) {
    if (removals.size > 0 && removals.size + item.length > perBatch) {
      yield batchOf(removals);
      removals = new Map();
    }
    for (const removal of item) {
      const name = nameOf(keyOfWrite(removal));
      // A token takes the claim on its name with it, which also lies in the partition by itself.
      if (!removals.has(name)) removals.set(name, removal);
    }
  }
  if (removals.size > 0) yield batchOf(removals);
}

function batchOf(removals: ReadonlyMap<string, Write>): Batch {
  return { writes: [...removals.values()], moved: {}, gives: false };
}

function keyOf(item: Item): Key {
  return { pk: stringAt(item, 'pk'), sk: stringAt(item, 'sk') };
}
