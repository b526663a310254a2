import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Operation, SuccessStatus } from '../contract/operation.ts';
import { problems, type ProblemType } from '../problems/catalogue.ts';
import { oauthFormOf, type OAuthError } from '../problems/oauthError.ts';
import { isRefusal, problemDocument, type Refusal } from '../problems/refusal.ts';
import { settingOr } from './config.ts';

/** A success answer before it is rendered. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Renders a success answer with the fields of its schema and no others. */
export function renderReply(row: Operation, reply: Reply): APIGatewayProxyResult {
  const headers = { ...commonHeaders(), ...reply.headers };
  const schema = row.reply[reply.status as SuccessStatus];
  if (schema === undefined) throw new Error(`status ${reply.status} is not declared`);
  if (reply.status === 204) return { statusCode: 204, headers, body: '' };
  return {
    statusCode: reply.status,
    headers: { 'Content-Type': row.produces ?? 'application/json', ...headers },
    body: JSON.stringify(schema.parse(reply.body)),
  };
}

/** Renders a refusal as a problem document. */
export function renderRefusal(refusal: Refusal, requestId: string): APIGatewayProxyResult {
  const { status, retryAfter }: ProblemType = problems[refusal.refused];
  return {
    statusCode: refusal.status ?? status,
    headers: {
      ...commonHeaders(),
      'Content-Type': 'application/problem+json',
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    },
    body: JSON.stringify(problemDocument(refusal, requestId)),
  };
}

/** Renders a refusal of an OAuth endpoint (RFC 6749 section 5.2). */
export function renderOAuthError(refused: OAuthError | Refusal, requestId: string): APIGatewayProxyResult {
  const { status, error, description } = isRefusal(refused)
    ? oauthFormOf(refused)
    : {
        status: refused.oauthError === 'invalid_client' ? 401 : 400,
        error: refused.oauthError,
        description: refused.description,
      };
  const retryAfter = isRefusal(refused) ? (problems[refused.refused] as ProblemType).retryAfter : undefined;
  return {
    statusCode: status,
    headers: {
      ...commonHeaders(),
      Pragma: 'no-cache',
      'Content-Type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
      ...(isRefusal(refused) || refused.challenge === undefined
        ? {}
        : { 'WWW-Authenticate': challenges[refused.challenge] }),
    },
    body: JSON.stringify({ error, error_description: descriptionText(description), requestId }),
  };
}

/** A bearer token that came is not good (RFC 6750 section 3.1), or a client is to prove itself (RFC 7617). */
const challenges = {
  Basic: 'Basic realm="service-users"',
  Bearer: 'Bearer realm="service-users", error="invalid_token"',
} as const;

/** Only characters that RFC 6749 section 5.2 allows in `error_description`. */
function descriptionText(text: string): string {
  return text.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'");
}

/** Nothing that this API answers may be kept, guessed at or framed. */
function commonHeaders(): Record<string, string> {
  const origin = settingOr('CORS_ORIGIN', '');
  return {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(origin === ''
      ? {}
      : {
          'Access-Control-Allow-Origin': origin,
          'Access-Control-Expose-Headers': exposedHeaders,
          Vary: 'Origin',
        }),
  };
}

const exposedHeaders = 'ETag, Location, Idempotency-Replayed, Retry-After, x-amzn-RequestId';
