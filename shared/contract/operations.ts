import type * as z from 'zod';
import { authTokenOperations } from './authTokens.ts';
import type { Operation, SuccessStatus } from './operation.ts';
import { publicOperations } from './publicOperations.ts';
import { roleOperations } from './roles.ts';
import { superAdminOperations } from './superAdmins.ts';
import { teamOperations } from './teams.ts';
import { userOperations } from './users.ts';

/** The table of operations: every one of the API, by operationId. */
export const operations = {
  ...publicOperations,
  ...userOperations,
  ...authTokenOperations,
  ...superAdminOperations,
  ...roleOperations,
  ...teamOperations,
};

/** Name of an operation, of its file in `functions/`, its construct, its log field and its client method. */
export type OperationId = keyof typeof operations;

/** The row of one operation. */
export type Row<Id extends OperationId> = (typeof operations)[Id];

/** Rows in the common type, for code that loops over them. */
export const operationRows = operations as Readonly<Record<OperationId, Operation>>;

/** Names of the path parameters of a path, as a union. */
export type PathParams<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParams<Rest>
  : never;

/** The parsed body of a request. */
export type BodyOf<Id extends OperationId> = Row<Id> extends { body: infer S extends z.ZodType } ? z.output<S> : undefined;
/** The parsed query of a request. */
export type QueryOf<Id extends OperationId> = Row<Id> extends { query: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;

/** A declared success answer: a status with the body of its schema. */
export type ReplyOf<Id extends OperationId> = {
  [Status in keyof Row<Id>['reply'] & SuccessStatus]: Row<Id>['reply'][Status] extends infer S extends z.ZodType
    ? { readonly status: Status; readonly body: z.input<S>; readonly headers?: Readonly<Record<string, string>> }
    : never;
}[keyof Row<Id>['reply'] & SuccessStatus];
