import type * as z from 'zod';
import type { deletion, deletionProgress, deletionReceipt } from '../contract/wire.ts';
import { toIso } from '../domain/time.ts';
import type { Deletion } from '../domain/user.ts';
import type { DeletionReceipt, KeptReceipt } from '../store/finishDeletion.ts';
import type { DeletingUser } from '../store/handOver.ts';

/** `Remaining` counts from what there was at the start; what was taken away meanwhile does not make it negative. */
export function progressToWire(from: Deletion): z.input<typeof deletionProgress> {
  const transferred = from.resources + from.tags + from.roles;
  return {
    TransferTo: from.transferTo,
    Transferred: transferred,
    Remaining: Math.max(0, from.total - transferred),
    StartedAt: toIso(from.startedAt),
  };
}

/** The receipt of a finished delete on the wire. */
export function receiptToWire(from: DeletionReceipt): z.input<typeof deletionReceipt> {
  return {
    UserId: from.userId,
    TransferredTo: from.transferredTo,
    Resources: from.resources,
    Tags: from.tags,
    Roles: from.roles,
    StartedAt: from.startedAt,
    CompletedAt: from.completedAt,
  };
}

/** A delete that goes on, on the wire. */
export function runningDeletionToWire({ userId, deletion: from }: DeletingUser): z.input<typeof deletion> {
  const { TransferTo, Remaining, StartedAt } = progressToWire(from);
  return {
    UserId: userId,
    State: 'running',
    TransferTo,
    ...{ Resources: from.resources, Tags: from.tags, Roles: from.roles },
    Remaining,
    StartedBy: from.startedBy.actorId,
    StartedAt,
    CompletedAt: null,
  };
}

/** A delete that has ended, on the wire. */
export function keptReceiptToWire(from: KeptReceipt): z.input<typeof deletion> {
  const { TransferredTo, ...receipt } = receiptToWire(from);
  return {
    ...receipt,
    State: 'completed',
    TransferTo: TransferredTo,
    Remaining: 0,
    StartedBy: from.startedBy,
  };
}
