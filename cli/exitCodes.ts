import { ApiProblem, NoOutsideToken } from '../client/index.ts';

/** What the command answers to the shell: a promise, written down in docs/cli.md. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  configuration: 3,
  unauthenticated: 4,
  forbidden: 5,
  notFound: 6,
  conflict: 7,
  stale: 8,
  invalid: 9,
  throttled: 10,
  unavailable: 11,
  interrupted: 130,
} as const;

/** A mistake on the command line. */
export class UsageError extends Error {}
/** Something that is not set up: no address, no credential, a file that cannot be used. */
export class ConfigurationError extends Error {}
/** Something that was named and is not there, found out without a refusal of the API. */
export class NotFoundError extends Error {}

const byStatus: Readonly<Record<number, number>> = {
  400: exitCodes.invalid,
  401: exitCodes.unauthenticated,
  403: exitCodes.forbidden,
  404: exitCodes.notFound,
  409: exitCodes.conflict,
  412: exitCodes.stale,
  413: exitCodes.invalid,
  415: exitCodes.invalid,
  422: exitCodes.invalid,
  429: exitCodes.throttled,
  503: exitCodes.unavailable,
};

/** The exit code that an error means. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ApiProblem) return byStatus[error.status] ?? exitCodes.failed;
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof ConfigurationError || error instanceof NoOutsideToken) return exitCodes.configuration;
  if (error instanceof NotFoundError) return exitCodes.notFound;
  return isNetworkFailure(error) ? exitCodes.unavailable : exitCodes.failed;
}

/** What `fetch` throws when there is no answer at all, or none in time. */
function isNetworkFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return error.name === 'TimeoutError' || (error instanceof TypeError && error.message === 'fetch failed');
}

/** What went wrong, for people: what to do, and the request id for those who look after the API. */
export function describe(error: unknown): string {
  if (error instanceof ApiProblem) return describeProblem(error);
  if (isNetworkFailure(error)) {
    const cause = error.name === 'TimeoutError' ? error : error.cause;
    return `The API cannot be reached${cause instanceof Error ? `: ${cause.message}` : ''}.`;
  }
  return error instanceof Error ? error.message : String(error);
}

function describeProblem({ title, detail, code, requestId, errors }: ApiProblem): string {
  const fields = errors.map(({ path, message }) => `\n  ${path}: ${message}`).join('');
  const request = requestId === undefined ? '' : `, request ${requestId}`;
  return `${title}. ${detail}${fields}\n  (${code}${request})`;
}
