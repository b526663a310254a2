import { describe, expect, it } from 'vitest';
import { noticeDue } from '../../shared/domain/expiryNotice.ts';
import { addDays, addMinutes, instant } from '../../shared/domain/time.ts';

const end = instant(1_760_000_000_000);
const longAgo = addDays(end, -365);
const before = (days: number) => addDays(end, -days);

describe('the notice that is due', () => {
  it.each([
    { when: 'a minute before thirty days', now: addMinutes(before(30), -1), told: undefined, due: undefined },
    { when: 'at thirty days', now: before(30), told: undefined, due: 30 },
    { when: 'at twenty days, told', now: before(20), told: 30, due: undefined },
    { when: 'at fourteen days, told at thirty', now: before(14), told: 30, due: 14 },
    { when: 'at seven days, told at fourteen', now: before(7), told: 14, due: 7 },
    { when: 'at one day, told at seven', now: before(1), told: 7, due: 1 },
    { when: 'in the last hour, told at one day', now: addMinutes(end, -60), told: 1, due: undefined },
    { when: 'a day late: what was missed is caught up', now: before(13), told: 30, due: 14 },
    { when: 'long late: only the last one that was missed', now: before(3), told: 30, due: 7 },
    { when: 'never told and nearly over', now: addMinutes(end, -1), told: undefined, due: 1 },
    { when: 'when it has ended', now: end, told: 7, due: undefined },
  ])('$when', ({ now, told, due }) => {
    expect(noticeDue({ createdAt: longAgo, expiresAt: end, announced: told }, now)).toBe(due);
  });

  it.each([
    { when: 'a token for seven days is not announced when it is made', life: 7, left: 7, due: undefined },
    { when: 'nor later before its last day', life: 7, left: 2, due: undefined },
    { when: 'but on its last day', life: 7, left: 1, due: 1 },
    { when: 'a token for twenty days is announced at fourteen', life: 20, left: 14, due: 14 },
    { when: 'a token for a day is never announced', life: 1, left: 0.5, due: undefined },
  ])('$when', ({ life, left, due }) => {
    const token = { createdAt: before(life), expiresAt: end, announced: undefined };
    expect(noticeDue(token, before(left))).toBe(due);
  });
});
