import type { Answer, Request } from './request.ts';
import type { Asked } from './effects.ts';
import type { Credential } from './knowledge.ts';

/** Whether a request was allowed at some moment of it, and at some moment not. */
export interface Met {
  readonly ever: boolean;
  readonly never: boolean;
  readonly isLet: (answer: Answer) => boolean;
  readonly isRefused: (answer: Answer) => boolean;
}

/** A request from its beginning on. */
export interface Seen {
  readonly request: Request;
  readonly credential: Credential;
  readonly asked: Asked;
  readonly began: number;
  readonly beganAt: number;
  /** Not yet: infinite. */
  until: number;
  /** Whether the person had a direct share of the target at some moment of it. */
  shared: boolean;
  /** What decided about it meanwhile, by the promise. */
  readonly met: Map<string, Met>;
  /** What introspection might say of a custom role meanwhile: its permissions. */
  readonly scopes: Set<string>;
}

/** Whether it was refused. */
export function isRefused(status: number): boolean {
  return status >= 400 && status < 500;
}

/** Whether it was done. */
export function isDone(status: number): boolean {
  return status >= 200 && status < 300;
}
