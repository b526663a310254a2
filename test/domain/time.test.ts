import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMinutes,
  earliest,
  fromSeconds,
  instant,
  latest,
  systemClock,
  toIso,
  toSeconds,
} from '../../shared/domain/time.ts';

describe('time', () => {
  it('adds minutes and days in milliseconds', () => {
    expect(addMinutes(instant(1000), 180)).toBe(10_801_000);
    expect(addDays(instant(0), 365)).toBe(31_536_000_000);
  });

  it('rounds seconds down, so that nothing lives a moment too long', () => {
    expect(toSeconds(instant(1999))).toBe(1);
    expect(fromSeconds(2)).toBe(2000);
  });

  it('never gains by going to seconds and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => fromSeconds(toSeconds(instant(ms))) <= ms),
    );
  });

  it('is the latest of all, so that nothing is dated before what it rests on', () => {
    expect(latest(instant(2), instant(3), instant(1))).toBe(3);
  });

  it('is the earliest of all where several ends meet', () => {
    expect(earliest(instant(2), instant(1), instant(3))).toBe(1);
  });

  it('is written in UTC with milliseconds', () => {
    expect(toIso(instant(1_794_700_800_007))).toBe('2026-11-15T00:00:00.007Z');
  });

  it('comes from the machine where nothing else is passed', () => {
    const before = Date.now();
    const now = systemClock();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });
});
