import type { Request } from './request.ts';
import type { Asked } from './effects.ts';
import type { Credential } from './knowledge.ts';

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
  /** Whether it was allowed at some moment of it, and at some moment not, where shares decide that. */
  ever: boolean;
  never: boolean;
}

/** Whether it was refused. */
export function isRefused(status: number): boolean {
  return status >= 400 && status < 500;
}

/** Whether it was done. */
export function isDone(status: number): boolean {
  return status >= 200 && status < 300;
}
