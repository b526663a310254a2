import type { PendingCall } from './container.ts';
import type { RawAnswer } from './engine.ts';

/** What DynamoDB answers in place of doing it. */
export function refusalOf(fate: string, { target, body }: PendingCall): RawAnswer | undefined {
  if (fate === 'throttled') return problem('ThrottlingException', {});
  if (fate !== 'conflict') return undefined;
  if (target !== 'TransactWriteItems') return problem('TransactionConflictException', {});
  const items = body['TransactItems'] as unknown[];
  const CancellationReasons = items.map((_, at) => ({ Code: at === 0 ? 'TransactionConflict' : 'None' }));
  return problem('TransactionCanceledException', { CancellationReasons });
}

function problem(name: string, fields: object): RawAnswer {
  const __type = `com.amazonaws.dynamodb.v20120810#${name}`;
  return { status: 400, body: JSON.stringify({ __type, message: name, ...fields }) };
}
