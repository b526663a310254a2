import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { ServiceError } from '../aws/serviceError.ts';
import { writeAttributes } from './attributes.ts';
import { Bindings, type Expression } from './expression.ts';
import type { Key } from './keys.ts';
import type { Item } from './item.ts';
import { StoreUnavailable } from './unavailable.ts';

/** One write of a transaction; without a condition it is unconditional. */
export type Write =
  | { readonly put: Item; readonly condition?: Expression }
  | { readonly update: Key; readonly changes: Expression; readonly condition?: Expression }
  | { readonly remove: Key; readonly condition?: Expression }
  | { readonly check: Key; readonly condition: Expression };

/** The key of the item that a write is about. */
export function keyOfWrite(write: Write): Key {
  if ('put' in write) return write.put as unknown as Key;
  if ('update' in write) return write.update;
  return 'remove' in write ? write.remove : write.check;
}

/** Why a write of a transaction failed. */
export interface FailedWrite {
  readonly index: number;
  readonly reason: 'condition' | 'conflict';
}

/** The writes that made DynamoDB cancel a transaction. @throws StoreUnavailable when it was load, not state. */
export function failuresOf(cancelled: ServiceError): readonly FailedWrite[] {
  const reasons = (cancelled.details['CancellationReasons'] ?? []) as readonly CancellationReason[];
  return reasons.flatMap(({ Code, Message }, index): FailedWrite[] => {
    if (Code === undefined || Code === 'None') return [];
    if (Code === 'ConditionalCheckFailed') return [{ index, reason: 'condition' }];
    if (Code === 'TransactionConflict') return [{ index, reason: 'conflict' }];
    // Our own mistake must not look like an outage.
    if (Code === 'ValidationError') throw new Error(`write ${index} is not valid: ${Message ?? ''}`);
    throw new StoreUnavailable(`transaction refused: ${Code}`, { cause: cancelled });
  });
}

/** The request form of a write. */
export function renderWrite(table: string, write: Write): TransactWriteItem {
  const bindings = new Bindings();
  const changes = 'update' in write ? bindings.render(write.changes) : '';
  const condition = write.condition === undefined ? undefined : bindings.render(write.condition);
  const common = {
    TableName: table,
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
    ...bindings.parameters(),
  };
  if ('put' in write) return { Put: { ...common, Item: writeAttributes(write.put) } };
  if ('remove' in write) return { Delete: { ...common, Key: writeAttributes(write.remove) } };
  if ('update' in write)
    return { Update: { ...common, Key: writeAttributes(write.update), UpdateExpression: changes } };
  return { ConditionCheck: { ...common, Key: writeAttributes(write.check), ConditionExpression: condition } };
}
