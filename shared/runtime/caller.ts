import type { OperationId } from '../contract/operations.ts';
import type { Principal } from '../domain/principal.ts';
import type { User } from '../domain/user.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import type { Access } from '../store/access.ts';
import type { UnmarkedUse } from './markUsed.ts';

/** What the authorizer found out and a function relies on: the only source of identity behind the gateway. */
export interface Caller {
  readonly principal: Principal;
  /** How the caller has access to the target, where that was in question: repeated as a condition of the write. */
  readonly access: Access | undefined;
  /** The 404 to answer, where the authorizer saw that the target is not there. */
  readonly missing: ProblemCode | undefined;
  /** The facts that permitted the request, for the audit record and the conditions. */
  readonly by: readonly string[];
  /** Whether the caller holds the role of the path; who does not and has access to it manages it. */
  readonly holdsRole?: boolean;
  /** The long-lived token that a success of this call is marked on. */
  readonly used?: UnmarkedUse;
  /** A user whom the function would read a second time: see {@link handedOver}. */
  readonly user?: User;
}

/** Whom the function answers, or issues a token for: who calls, or whom the path names. */
const neededAgain: Readonly<Partial<Record<OperationId, 'caller' | 'target'>>> = {
  getMe: 'caller',
  createAuthToken: 'target',
};
/** API Gateway tells no limit of the context, so nobody's thirty roles may be what finds it. */
const longestBytes = 4096;

/** The user that the function needs again, from the authorizer's consistent read; a long one is read there. */
export function handedOver(
  operation: OperationId,
  users: Readonly<Record<'caller' | 'target', User | undefined>>,
): { user?: User } {
  const needed = neededAgain[operation];
  const user = needed === undefined ? undefined : users[needed];
  return user === undefined || Buffer.byteLength(JSON.stringify(user)) > longestBytes ? {} : { user };
}

/** Puts a caller into the authorizer's context, which holds text only. */
export function encodeCaller(principal: Principal, facts: Omit<Caller, 'principal'>): Record<string, string> {
  return { caller: JSON.stringify({ principal, ...facts }) };
}

/** Reads the caller back. @throws Error when the authorizer's context is absent: the function was called past the gateway. */
export function decodeCaller(context: unknown): Caller {
  const text = (context as { caller?: unknown } | null | undefined)?.caller;
  if (typeof text !== 'string') throw new Error('no caller in the authorizer context');
  return JSON.parse(text) as Caller;
}
