import type { Operation } from '../contract/operation.ts';
import type { Handle } from './call.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';
import { serveWith, type OperationHandler } from './serveWith.ts';

/** Binds the decision of an operation to its row, with the common dependencies. */
export function serve<
  const Rows extends Readonly<Record<string, Operation>>,
  const Id extends keyof Rows & string,
>(rows: Rows, operation: Id, handle: Handle<Rows[Id], Dependencies>): OperationHandler {
  return serveWith(rows, operation, { handle, dependencies: createDependencies() });
}
