import type { EventId } from '../domain/ids.ts';
import { toIso, type Clock, type Instant } from '../domain/time.ts';
import type { User } from '../domain/user.ts';
import { putAudit, queryAudit, readAudit } from './audit.ts';
import { expression } from './expression.ts';
import { numberAt, stringAt } from './fields.ts';
import { putGonePerson } from './gonePersons.ts';
import type { DeletingUser } from './handOver.ts';
import { nameKey, nameOf, superAdminsKey, userKey, type Key } from './keys.ts';
import { isCleared, storedEntries } from './leftovers.ts';
import { forgetMember, readSuperAdmins } from './superAdmins.ts';
import type { Item, Table, Write } from './table.ts';
import { getUser, listEntries } from './users.ts';

/** What a finished delete moved, to whom and when: kept in the audit. Times are ISO 8601. */
export interface DeletionReceipt {
  readonly userId: string;
  readonly transferredTo: string;
  readonly resources: number;
  readonly tags: number;
  readonly roles: number;
  readonly startedAt: string;
  readonly completedAt: string;
}

/** A receipt as it is kept: with who asked for the delete. */
export interface KeptReceipt extends DeletionReceipt {
  readonly startedBy: string;
}

/** The action of the audit record that is the receipt. */
const receiptAction = 'deletionCompleted';

/** What finishing works with. */
export interface Finishing {
  readonly userId: string;
  readonly clock: Clock;
  readonly newId: (kind: 'event') => EventId;
}

/**
 * Removes the user itself, last and in one transaction: with its name, list entries and membership, and with the receipt put.
 * @returns undefined where something is left, or somebody was faster.
 */
export async function finishDeletion(
  table: Table,
  { userId, clock, newId }: Finishing,
): Promise<DeletionReceipt | undefined> {
  const user = await getUser(table, userId);
  if (user?.deletion === undefined || !(await isCleared(table, userId))) return undefined;
  const [entries, registry] = await Promise.all([storedEntries(table, userId), registryOf(table, user)]);
  const now = clock();
  const receipt = receiptOf({ ...user, deletion: user.deletion }, now);
  const failed = await table.transact([
    removeUser(user),
    ...removeEntries(user, entries),
    ...ofKind(user, registry, now),
    receiptRecord({ ...user, deletion: user.deletion }, receipt, { eventId: newId('event'), at: now }),
  ]);
  return failed.length === 0 ? receipt : undefined;
}

/** The receipt of a user who is gone, where there is one. */
export async function findReceipt(table: Table, userId: string): Promise<KeptReceipt | undefined> {
  const { items } = await queryAudit(table, { targetId: userId, limit: 5, after: undefined });
  const record = items.map(readAudit).find(({ action }) => action === receiptAction);
  if (record === undefined) return undefined;
  const { detail, actorId } = record;
  return {
    userId,
    startedBy: actorId,
    transferredTo: stringAt(detail, 'transferredTo'),
    resources: numberAt(detail, 'resources'),
    tags: numberAt(detail, 'tags'),
    roles: numberAt(detail, 'roles'),
    startedAt: stringAt(detail, 'startedAt'),
    completedAt: stringAt(detail, 'completedAt'),
  };
}

async function registryOf(table: Table, user: User): Promise<Item | undefined> {
  return user.kind === 'person' ? await table.get(superAdminsKey) : undefined;
}

/** The list entries depend on the user's version, so none is written after this (see refreshEntriesOf). */
function removeUser({ userId, version }: User): Write {
  return {
    remove: userKey(userId),
    condition: expression`#status = ${'deleting'} AND #version = ${version}`,
  };
}

function removeEntries(user: User, stored: readonly Key[]): Write[] {
  const derived = listEntries(user).map((item) => ({ pk: stringAt(item, 'pk'), sk: stringAt(item, 'sk') }));
  const keys = new Map([...stored, ...derived].map((key) => [nameOf(key), key]));
  return [...keys.values()].map((key): Write => ({ remove: key }));
}

/** D6: a service user's name is free with this; a person is no Super-Admin any more, and the issuer's old tokens stay dead. */
function ofKind(user: User, registry: Item | undefined, now: Instant): Write[] {
  const { userId, userName } = user;
  if (user.kind === 'service') {
    const isOwn = expression`attribute_not_exists(#pk) OR #userId = ${userId}`;
    return [{ remove: nameKey('USER', userName), condition: isOwn }];
  }
  const isMember = readSuperAdmins(registry).members.has(userId);
  return [...(isMember ? [forgetMember(userId)] : []), putGonePerson(userId, now)];
}

function receiptOf({ userId, deletion }: DeletingUser, now: Instant): DeletionReceipt {
  const { transferTo, resources, tags, roles, startedAt } = deletion;
  const times = { startedAt: toIso(startedAt), completedAt: toIso(now) };
  return { userId, transferredTo: transferTo, resources, tags, roles, ...times };
}

/** In the name of the request that began the delete, whoever finished it. */
function receiptRecord(
  { userId, userName, deletion }: DeletingUser,
  { userId: _, ...moved }: DeletionReceipt,
  { eventId, at }: { eventId: EventId; at: Instant },
): Write {
  return putAudit({
    eventId,
    at,
    action: receiptAction,
    ...deletion.startedBy,
    tokenId: deletion.startedBy.tokenId,
    // Nobody deletes as a service user.
    serviceUserId: undefined,
    targetId: userId,
    reason: undefined,
    detail: { userName, ...moved },
  });
}
