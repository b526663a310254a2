import { problems, type ProblemCode, type ProblemType } from './catalogue.ts';

/** One thing that is wrong with the input: where (`a.b.0`) and what. */
export interface InputError {
  readonly path: string;
  readonly message: string;
}

/** An expected answer other than success. Returned, never thrown. */
export interface Refusal<Code extends ProblemCode = ProblemCode> {
  readonly refused: Code;
  /** Text for the caller, made of constants and the caller's own input only. */
  readonly detail?: string;
  readonly errors?: readonly InputError[];
  /** 409 where a write lost the race that the authorizer's 403 guards against (SPEC section 8). */
  readonly status?: 409;
}

/** Makes a refusal. */
export function refuse<Code extends ProblemCode>(
  refused: Code,
  extra: Omit<Refusal, 'refused'> = {},
): Refusal<Code> {
  return { refused, ...extra };
}

/** Tells a refusal from any other value. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

/** The wire form of a refusal (RFC 9457, `application/problem+json`). */
export function problemDocument(refusal: Refusal, requestId: string): Record<string, unknown> {
  const row: ProblemType = problems[refusal.refused];
  const errors = refusal.errors ?? (row.about === undefined ? undefined : [row.about]);
  return {
    type: `/problems/${refusal.refused}`,
    title: row.title,
    status: refusal.status ?? row.status,
    detail: refusal.detail ?? row.remedy,
    code: refusal.refused,
    requestId,
    ...(errors === undefined ? {} : { errors }),
  };
}
