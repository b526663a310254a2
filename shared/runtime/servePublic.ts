import type { Operation } from '../contract/operation.ts';
import { systemClock } from '../domain/time.ts';
import { Usage } from '../store/usage.ts';
import type { Handle } from './call.ts';
import { serveWith, type OperationHandler } from './serveWith.ts';

/** Binds an operation that needs nothing of AWS: its bundle holds no client, so it starts cold in a few milliseconds. */
export function servePublic<
  const Rows extends Readonly<Record<string, Operation>>,
  const Id extends keyof Rows & string,
>(rows: Rows, operation: Id, handle: Handle<Rows[Id], unknown>): OperationHandler {
  return serveWith(rows, operation, { handle, dependencies: { clock: systemClock, usage: new Usage() } });
}
