import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { BodyOf, Operation, PathParams, ProblemOf, QueryOf, ReplyOf } from '../contract/operation.ts';
import type { Instant } from '../domain/time.ts';
import type { OAuthError } from '../problems/oauthError.ts';
import type { Refusal } from '../problems/refusal.ts';
import type { Key } from '../store/keys.ts';
import type { Caller } from './caller.ts';

/** An idempotent request: where its record is kept and what it asked. */
export interface Idempotency {
  readonly key: Key;
  readonly inputHash: string;
}

/** What every operation knows of its request beside path, query and body. */
export interface RequestContext {
  /** The operation, such as `createUser`: the action of the audit record. */
  readonly operation: string;
  readonly requestId: string;
  readonly sourceIp: string;
  /** When the request began to be handled. */
  readonly now: Instant;
  readonly idempotency: Idempotency | undefined;
}

/** One request to an operation, parsed by its row. */
export interface Call<Row extends Operation> extends RequestContext {
  /** Absent for public operations only. */
  readonly caller: Row['action'] extends 'public' ? undefined : Caller;
  /** `me` is resolved to the identity that the request runs as. */
  readonly params: Readonly<Record<PathParams<Row['path']>, string>>;
  readonly query: QueryOf<Row>;
  readonly body: BodyOf<Row>;
  /** Values of the Authorization header where the row authenticates its clients itself. */
  readonly authorization?: readonly string[];
  /** Value of If-Match without quotes, where the row honours it. */
  readonly ifMatch: string | undefined;
}

/** What an operation may answer: the replies and problems of its row and no others; OAuth errors where the row speaks OAuth. */
export type Outcome<Row extends Operation> =
  ReplyOf<Row> | Refusal<ProblemOf<Row>> | (Row extends { errors: 'oauth' } ? OAuthError : never);

/** The decision of an operation: values in, an answer out. */
export type Handle<Row extends Operation, Deps> = (
  call: Call<Row>,
  dependencies: Deps,
) => Promise<Outcome<Row>>;

/** The event that API Gateway hands to functions. */
export type ProxyEvent = APIGatewayProxyEvent;
