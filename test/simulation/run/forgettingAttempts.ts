import { randomUUID } from 'node:crypto';
import type { DynamoDb } from '../../../shared/aws/dynamoDb.ts';
import type { Usage } from '../../../shared/store/usage.ts';
import { SimulatedTable } from './container.ts';

/** A table whose client makes another request of each attempt. */
export function forgettingAttempts(
  ...[name, usage, client]: readonly [string, Usage, DynamoDb]
): SimulatedTable {
  const { requestHandler } = client;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = (request) => {
    const body = JSON.parse(String(request.body)) as Record<string, unknown>;
    if (body['ClientRequestToken'] === undefined) return handle(request);
    request.body = JSON.stringify({ ...body, ClientRequestToken: randomUUID() });
    return handle(request);
  };
  return new SimulatedTable(name, usage, client);
}
