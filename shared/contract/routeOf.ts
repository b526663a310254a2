import { operationRows, type OperationId } from './operations.ts';

/** The operation behind a route as API Gateway names it, such as `GET` and `/users/{userId}`. */
export function operationAt(method: string, resource: string): OperationId | undefined {
  return table.get(`${method} ${resource}`);
}

const table: ReadonlyMap<string, OperationId> = new Map(
  Object.entries(operationRows).flatMap(([id, row]) =>
    [row.path, ...(row.alsoAt ?? [])].map((path) => [`${row.method} ${path}`, id as OperationId] as const),
  ),
);
