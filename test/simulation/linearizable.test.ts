import { describe, expect, it } from 'vitest';
import { isLinearizable, longestOrder, type Recorded, type Sequential } from '../support/linearizable.ts';

type Op = { readonly write: number } | { readonly read: number };

/** A register that holds 0 at first. */
const register: Sequential<number, Op> = {
  first: 0,
  next: (state, op) => ('write' in op ? op.write : op.read === state ? state : undefined),
  name: String,
};

const call = (began: number, ended: number, op: Op): Recorded<Op> => ({ began, ended, op });

describe('a history', () => {
  it('without calls is legal', () => {
    expect(isLinearizable([], register)).toBe(true);
  });

  it('is legal where each read answers what was written last', () => {
    const history = [
      call(0, 1, { write: 1 }),
      call(2, 3, { read: 1 }),
      call(4, 5, { write: 2 }),
      call(6, 7, { read: 2 }),
    ];
    expect(isLinearizable(history, register)).toBe(true);
  });

  it('is legal where calls that overlap answer in either order', () => {
    const history = [
      call(0, 10, { write: 1 }),
      call(1, 2, { read: 0 }),
      call(3, 4, { read: 1 }),
      call(5, 6, { read: 1 }),
    ];
    expect(isLinearizable(history, register)).toBe(true);
  });

  it('is illegal where a read answers what was overwritten before it began', () => {
    const history = [call(0, 1, { write: 1 }), call(2, 3, { write: 2 }), call(4, 5, { read: 1 })];
    expect(isLinearizable(history, register)).toBe(false);
    expect(longestOrder(history, register)).toHaveLength(2);
  });

  it('is illegal where a value that was seen is gone again', () => {
    const history = [call(0, 10, { write: 1 }), call(1, 2, { read: 1 }), call(3, 4, { read: 0 })];
    expect(isLinearizable(history, register)).toBe(false);
  });

  it('may hold a call that was never answered, done or not', () => {
    const lost = call(0, Infinity, { write: 1 });
    expect(isLinearizable([lost, call(5, 6, { read: 1 })], register)).toBe(true);
    expect(isLinearizable([lost, call(5, 6, { read: 0 })], register)).toBe(true);
  });

  it('of many calls at once is decided without trying every order', () => {
    const writes = Array.from({ length: 14 }, (_, at) => call(0, 100, { write: at + 1 }));
    expect(isLinearizable([...writes, call(200, 201, { read: 99 })], register)).toBe(false);
  });
});
