import type { OperationId } from '../../../shared/contract/operations.ts';
import type { ProblemCode } from '../../../shared/problems/catalogue.ts';
import type { Pick } from './pick.ts';
import type { Authenticated } from './principal.ts';
import type { World } from './world.ts';

/** What varies in a call, beside its operation and its caller. */
export interface Args {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What the answer of a call said: ids and values that only the product can choose. */
export type Said = Readonly<Record<string, unknown>>;

/** That a call is done: what it answers, and what it makes of the world. */
export interface Done {
  readonly status: number;
  /** What the answer must hold, compared by `project` of the answer. */
  readonly shows?: unknown;
  readonly project?: (said: Said) => unknown;
  readonly then?: (said: Said) => void;
}

/** What the rules make of a call: the code of its refusal, or what comes of it. */
export type Outcome = ProblemCode | Done;

/** What a call is decided by. */
export interface Case<A extends Args> {
  readonly world: World;
  readonly principal: Authenticated;
  readonly args: A;
}

/** An operation of the model. */
export interface ModelOperation<A extends Args = Args> {
  /** How often it is drawn, beside the others; 1 when left out. */
  readonly weight?: number;
  /** Undefined: not now. */
  draw(pick: Pick): A | undefined;
  decide(given: Case<A>): Outcome;
  /** A refusal that may come for a moment after another call, since something is brought up to date by a worker. */
  readonly transient?: ProblemCode;
}

/** Operations of the model by the id that they have in the contract. */
export type ModelOperations = Partial<Readonly<Record<OperationId, ModelOperation>>>;

/** Keeps the type of the arguments between drawing and deciding. */
export function operation<A extends Args>(definition: ModelOperation<A>): ModelOperation {
  return definition;
}

/** Done, and the world is as before. */
export const ok = (status = 200): Done => ({ status });
/** Done, and that is what comes of it. */
export const done = (status: number, then: (said: Said) => void): Done => ({ status, then });

/** A text of an answer. */
export function textOf(said: Said, name: string): string {
  const value = said[name];
  if (typeof value !== 'string') throw new Error(`no ${name} in ${JSON.stringify(said)}`);
  return value;
}

/** The ids of a list answer. */
export function idsOf(said: Said, name: string): string[] {
  return (said['Items'] as Said[]).map((item) => textOf(item, name)).sort();
}
