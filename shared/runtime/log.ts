import { Logger } from '@aws-lambda-powertools/logger';

/**
 * The log: JSON lines with a closed set of messages and fields. Headers, bodies and tokens are never handed to it (A5).
 * Messages: `request` (one per operation), `refused` (one per refusal of the authorizer or of a credential in a form), `defect`, `authorizer-defect`,
 * `unavailable`, `worker`, `canary-failed`. docs/runbook.md says what each means.
 */
export const log = new Logger({ serviceName: 'service-users' });

/** What of an unexpected error may be logged: class, message and stack; never its own properties. */
export function errorFields(error: unknown): {
  error: { name: string; message: string; stack: string; cause?: string };
} {
  if (!(error instanceof Error)) return { error: { name: 'unknown', message: typeof error, stack: '' } };
  const cause = error.cause instanceof Error ? { cause: `${error.cause.name}: ${error.cause.message}` } : {};
  return { error: { name: error.name, message: error.message, stack: error.stack ?? '', ...cause } };
}
