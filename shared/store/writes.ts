import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { Bindings, type Expression } from './expression.ts';
import type { Key } from './keys.ts';
import type { Item } from './table.ts';
import { StoreUnavailable } from './unavailable.ts';

/** One write of a transaction; without a condition it is unconditional. */
export type Write =
  | { readonly put: Item; readonly condition?: Expression }
  | { readonly update: Key; readonly changes: Expression; readonly condition?: Expression }
  | { readonly remove: Key; readonly condition?: Expression }
  | { readonly check: Key; readonly condition: Expression };

/** Why a write of a transaction failed. */
export interface FailedWrite {
  readonly index: number;
  readonly reason: 'condition' | 'conflict';
}

/** The writes that made DynamoDB cancel a transaction. @throws StoreUnavailable when it was load, not state. */
export function failuresOf(cancelled: TransactionCanceledException): readonly FailedWrite[] {
  const reasons = cancelled.CancellationReasons ?? [];
  return reasons.flatMap(({ Code }, index): FailedWrite[] => {
    if (Code === undefined || Code === 'None') return [];
    if (Code === 'ConditionalCheckFailed') return [{ index, reason: 'condition' }];
    if (Code === 'TransactionConflict') return [{ index, reason: 'conflict' }];
    throw new StoreUnavailable(`transaction refused: ${Code}`, { cause: cancelled });
  });
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** The request form of a write. */
export function renderWrite(table: string, write: Write): TransactItem {
  const bindings = new Bindings();
  const condition =
    write.condition === undefined ? {} : { ConditionExpression: bindings.render(write.condition) };
  const common = { TableName: table };
  if ('put' in write) return { Put: { ...common, Item: write.put, ...condition, ...bindings.parameters() } };
  if ('remove' in write)
    return { Delete: { ...common, Key: write.remove, ...condition, ...bindings.parameters() } };
  if ('update' in write) {
    const changes = bindings.render(write.changes);
    return {
      Update: {
        ...common,
        Key: write.update,
        UpdateExpression: changes,
        ...condition,
        ...bindings.parameters(),
      },
    };
  }
  const check = bindings.render(write.condition);
  return {
    ConditionCheck: { ...common, Key: write.check, ConditionExpression: check, ...bindings.parameters() },
  };
}
