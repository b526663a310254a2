import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Usage } from '../../../shared/store/usage.ts';
import { SimulatedTable } from './container.ts';

interface Sent {
  readonly request: { readonly body: Uint8Array };
}
type Another = (next: (args: Sent) => unknown) => (args: Sent) => unknown;

/** A table whose client makes another request of each attempt. */
export function forgettingAttempts(
  ...[name, usage, client]: readonly [string, Usage, DynamoDBClient]
): SimulatedTable {
  const another: Another = (next) => (args) => {
    const body = JSON.parse(new TextDecoder().decode(args.request.body)) as Record<string, unknown>;
    if (body['ClientRequestToken'] === undefined) return next(args);
    const renewed = JSON.stringify({ ...body, ClientRequestToken: randomUUID() });
    return next({ ...args, request: Object.assign(args.request, { body: Buffer.from(renewed) }) });
  };
  (client.middlewareStack as unknown as { add(another: Another, where: object): void }).add(another, {
    step: 'finalizeRequest',
    priority: 'low',
  });
  return new SimulatedTable(name, usage, client);
}
