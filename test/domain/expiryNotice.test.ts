import { describe, expect, it } from 'vitest';
import { noticeDue } from '../../shared/domain/expiryNotice.ts';
import { addDays, addMinutes, instant } from '../../shared/domain/time.ts';

const end = instant(1_760_000_000_000);
const longAgo = addDays(end, -365);
const before = (days: number) => addDays(end, -days);

describe('the notice that is due', () => {
  it.each([
    ['a minute before thirty days', addMinutes(before(30), -1), undefined, undefined],
    ['at thirty days', before(30), undefined, 30],
    ['at twenty days, told', before(20), 30, undefined],
    ['at fourteen days, told at thirty', before(14), 30, 14],
    ['at seven days, told at fourteen', before(7), 14, 7],
    ['at one day, told at seven', before(1), 7, 1],
    ['in the last hour, told at one day', addMinutes(end, -60), 1, undefined],
    ['a day late: what was missed is caught up', before(13), 30, 14],
    ['long late: only the last one that was missed', before(3), 30, 7],
    ['never told and nearly over', addMinutes(end, -1), undefined, 1],
    ['when it has ended', end, 7, undefined],
  ] as const)('%s', (_, now, announced, expected) => {
    expect(noticeDue({ createdAt: longAgo, expiresAt: end, announced }, now)).toBe(expected);
  });

  it.each([
    ['a token for seven days is not announced when it is made', 7, 7, undefined],
    ['nor later before its last day', 7, 2, undefined],
    ['but on its last day', 7, 1, 1],
    ['a token for twenty days is announced at fourteen', 20, 14, 14],
    ['a token for a day is never announced', 1, 0.5, undefined],
  ] as const)('%s', (_, life, left, expected) => {
    const token = { createdAt: before(life), expiresAt: end, announced: undefined };
    expect(noticeDue(token, before(left))).toBe(expected);
  });
});
