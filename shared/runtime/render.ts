import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Operation, SuccessStatus } from '../contract/operation.ts';
import { problems, type ProblemType } from '../problems/catalogue.ts';
import { problemDocument, type Refusal } from '../problems/refusal.ts';
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
