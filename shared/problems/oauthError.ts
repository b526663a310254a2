import { problems, type ProblemType } from './catalogue.ts';
import type { Refusal } from './refusal.ts';

/** Error codes of the OAuth endpoints (RFC 6749 section 5.2, RFC 8693 section 2.2.2, RFC 8707 section 2). */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target';

/** An expected answer of an OAuth endpoint other than success. Returned, never thrown. */
export interface OAuthError {
  readonly oauthError: OAuthErrorCode;
  /** Text for the developer of the client: constants and names of fields only. */
  readonly description: string;
  /** Whether the client tried HTTP Basic, which the answer must then ask for again. */
  readonly challenge?: 'Basic' | 'Bearer';
}

/** Makes a refusal of an OAuth endpoint. */
export function oauthError(
  code: OAuthErrorCode,
  description: string,
  extra: Pick<OAuthError, 'challenge'> = {},
): OAuthError {
  return { oauthError: code, description, ...extra };
}

/** Tells an OAuth refusal from any other value. */
export function isOAuthError(value: unknown): value is OAuthError {
  return typeof value === 'object' && value !== null && 'oauthError' in value;
}

/** The OAuth form of a problem that any operation may answer; `error` as RFC 6749 section 4.1.2.1 names it where 5.2 has no word. */
export function oauthFormOf({ refused, detail, errors = [] }: Refusal): {
  readonly status: number;
  readonly error: string;
  readonly description: string;
} {
  const { status, remedy, title }: ProblemType = problems[refused];
  if (status === 503 || status === 429)
    return { status, error: 'temporarily_unavailable', description: title };
  if (status >= 500) return { status, error: 'server_error', description: title };
  const fields = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return { status: 400, error: 'invalid_request', description: fields === '' ? (detail ?? remedy) : fields };
}
