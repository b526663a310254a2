import type * as z from 'zod';
import type { OperationId, PathParams, Row } from './operations.ts';

/** Path parameters, query and body (JSON or the fields of a form) of one operation; what all have defaults for can be left out. */
export type InputOf<Id extends OperationId> = Readonly<Record<PathParams<Row<Id>['path']>, string>> &
  (Row<Id> extends { query: infer S extends z.ZodType } ? { readonly query?: z.input<S> } : unknown) &
  (Row<Id> extends { body: infer S extends z.ZodType } | { form: infer S extends z.ZodType }
    ? { readonly body: z.input<S> }
    : unknown);

/** A success of one operation: its status with the body of that status, and what the headers say. */
export type AnswerOf<Id extends OperationId> = {
  [Status in keyof Row<Id>['reply']]: Row<Id>['reply'][Status] extends infer S extends z.ZodType
    ? { readonly status: Status; readonly body: z.output<S> } & AnswerHeaders
    : never;
}[keyof Row<Id>['reply']];

/** What the headers of an answer say. */
export interface AnswerHeaders {
  /** For `ifMatch` of a later change. */
  readonly etag?: string;
  /** Whether the answer repeats that of an earlier call with the same idempotency key. */
  readonly replayed: boolean;
}

export type { OperationId } from './operations.ts';
