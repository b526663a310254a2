/** A call of a history: when it began and ended, and what it asked and answered. Infinite: nobody knows whether it was done. */
export interface Recorded<Op> {
  readonly op: Op;
  readonly began: number;
  readonly ended: number;
}

/** What a thing may do, one call after the other. */
export interface Sequential<State, Op> {
  readonly first: State;
  /** The state after a call that answered as it did; undefined: it cannot have answered so in this state. */
  next(state: State, op: Op): State | undefined;
  /** One text per state. */
  name(state: State): string;
  /** Whether such a call changes no state whatever: it may come as early as it can. */
  isRead?(op: Op): boolean;
}

/** States that are tried at most: a legal history needs a small part of them, an illegal one could take days. */
const most = 100_000;

/**
 * Whether the calls of a history can be put into one order that keeps "ended before the other began" and in which each answers as it
 * did (Wing and Gong, with Lowe's memory of what was tried: the calls that were put and the state they led to).
 * @returns the longest order that was found, which is all calls when the history is legal.
 */
export function longestOrder<State, Op>(
  history: readonly Recorded<Op>[],
  sequential: Sequential<State, Op>,
): readonly Recorded<Op>[] {
  const calls = [...history].sort((one, other) => one.began - other.began);
  const tried = new Set<string>();
  const put = new Array<boolean>(calls.length).fill(false);
  const order: Recorded<Op>[] = [];
  let longest: readonly Recorded<Op>[] = [];

  const search = (state: State): boolean => {
    if (order.length > longest.length) longest = [...order];
    if (order.length === calls.length) return true;
    const here = `${put.map(Number).join('')} ${sequential.name(state)}`;
    if (tried.has(here) || tried.size >= most) return false;
    tried.add(here);
    const next = candidates(calls, put);
    // What never changes anything comes first wherever it may: every legal order can be written so.
    const read = next.find((at) => isReadIn(calls[at], state, sequential));
    return read === undefined ? next.some((at) => step(at, state)) : step(read, state);
  };

  const step = (at: number, state: State): boolean => {
    const call = calls[at];
    const after = call === undefined ? undefined : sequential.next(state, call.op);
    if (call === undefined || after === undefined) return false;
    put[at] = true;
    order.push(call);
    if (search(after)) return true;
    put[at] = false;
    order.pop();
    return false;
  };

  search(sequential.first);
  return longest;
}

function isReadIn<State, Op>(
  call: Recorded<Op> | undefined,
  state: State,
  sequential: Sequential<State, Op>,
): boolean {
  if (call === undefined || sequential.isRead?.(call.op) !== true) return false;
  return sequential.next(state, call.op) !== undefined;
}

/** Calls that may come next: those that began before any other that is left ended. */
function candidates<Op>(calls: readonly Recorded<Op>[], put: readonly boolean[]): number[] {
  const left = calls.map((_, at) => at).filter((at) => put[at] !== true);
  const firstEnd = Math.min(...left.map((at) => calls[at]?.ended ?? Infinity));
  return left.filter((at) => (calls[at]?.began ?? Infinity) <= firstEnd);
}

/** Whether a history is legal. */
export function isLinearizable<State, Op>(
  history: readonly Recorded<Op>[],
  sequential: Sequential<State, Op>,
): boolean {
  return longestOrder(history, sequential).length === history.length;
}
