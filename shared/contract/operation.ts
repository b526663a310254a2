import type * as z from 'zod';
import type { Action } from '../policy/rules.ts';
import type { commonProblems, ProblemCode } from '../problems/catalogue.ts';

/**
 * What a function needs, and no more: its grants and its environment follow from it. `tokens:issue` is the token policy and
 * prefixes, `credentials:verify` whom to trust, as the authorizer knows it, `issuers:read` which outside issuers may be asked.
 */
export type Use =
  'table:read' | 'table:write' | 'kms:sign' | 'tokens:issue' | 'credentials:verify' | 'issuers:read';

/** Statuses of a successful answer. */
export type SuccessStatus = 200 | 201 | 202 | 204;

/** One row of the table of operations: all that the product knows of an operation. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** API Gateway syntax: `/users/{userId}/roles/{roleId}`. */
  readonly path: `/${string}`;
  /** The rule that decides who may; `public` needs no credential and has no authorizer. */
  readonly action: Action | 'public';
  /** One sentence for documents. */
  readonly summary: string;
  /** What a user loses when it fails: the text of its alarm. */
  readonly impact: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Fields of an `application/x-www-form-urlencoded` body, in place of a JSON one; unknown fields are ignored (RFC 6749). */
  readonly form?: z.ZodObject;
  /** Status to schema; an answer holds the fields of its schema and nothing else. 204 has no body. */
  readonly reply: Partial<Record<SuccessStatus, z.ZodType>>;
  /** Codes it may answer beside the common ones. */
  readonly problems: readonly ProblemCode[];
  readonly uses: readonly Use[];
  /** `oauth`: refusals are those of RFC 6749 section 5.2, not problem documents. */
  readonly errors?: 'oauth';
  /** Whether `Idempotency-Key` is honoured (POSTs that create). */
  readonly idempotent?: boolean;
  /** Whether the 201 says where the new thing is and its version, in `Location` and `ETag`; a replay does not. */
  readonly located?: boolean;
  /** Whether `If-Match` is honoured. */
  readonly conditional?: boolean;
  /** Further paths of the same operation; `me` there stands for `{userId}`. */
  readonly alsoAt?: readonly `/${string}`[];
  /** Media type of the success answer where it is not `application/json`. */
  readonly produces?: string;
}

/** Checks the shape of rows and keeps their literal types. */
export function defineOperations<const Rows extends Record<string, Operation>>(rows: Rows): Rows {
  return rows;
}

/** Names of the path parameters of a path, as a union. */
export type PathParams<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParams<Rest>
  : never;

/** The parsed body of a request, JSON or form. */
export type BodyOf<Row extends Operation> = Row extends
  { body: infer S extends z.ZodType } | { form: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;

/** The parsed query of a request. */
export type QueryOf<Row extends Operation> = Row extends { query: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;

/** A declared success answer: a status with the body of its schema. */
export type ReplyOf<Row extends Operation> = {
  [Status in keyof Row['reply'] & SuccessStatus]: Row['reply'][Status] extends infer S extends z.ZodType
    ? {
        readonly status: Status;
        readonly body: z.input<S>;
        readonly headers?: Readonly<Record<string, string>>;
      }
    : never;
}[keyof Row['reply'] & SuccessStatus];

/** The codes that an operation may answer: those of its row and the common ones. */
export type ProblemOf<Row extends Operation> = Row['problems'][number] | (typeof commonProblems)[number];
