import { describe, expect, it } from 'vitest';
import { isCovered, isWithin } from '../../shared/tokens/addressRanges.ts';

describe('address ranges', () => {
  it.each([
    ['10.1.2.3', ['10.0.0.0/8'], true],
    ['11.1.2.3', ['10.0.0.0/8'], false],
    ['192.0.2.7', ['10.0.0.0/8', '192.0.2.7/32'], true],
    ['192.0.2.8', ['192.0.2.7/32'], false],
    ['203.0.113.9', ['0.0.0.0/0'], true],
    ['2001:db8::7', ['2001:db8::/32'], true],
    ['2001:db9::7', ['2001:db8::/32'], false],
    ['2001:db8::7', ['0.0.0.0/0'], false],
    ['10.1.2.3', ['::/0'], false],
    ['10.1.2.3', [], false],
    ['', ['0.0.0.0/0'], false],
    ['', ['::/0'], false],
    ['localhost', ['0.0.0.0/0', '::/0'], false],
    ['10.1.2', ['10.0.0.0/8'], false],
    ['10.1.2.3, 10.1.2.4', ['10.0.0.0/8'], false],
  ])('%s in %j: %s', (address, ranges, expected) => {
    expect(isWithin(address, ranges)).toBe(expected);
  });

  it.each(['10.0.0.0', '10.0.0.0/', '/8', 'ten/8', ''])('never holds %j, which is no range', (range) => {
    expect(() => isWithin('10.1.2.3', [range])).toThrow('not an address range');
    expect(() => isCovered(range, ['10.0.0.0/8'])).toThrow('not an address range');
  });

  it.each([
    ['10.1.0.0/16', ['10.0.0.0/8'], true],
    ['10.0.0.0/8', ['10.0.0.0/8'], true],
    ['10.0.0.0/7', ['10.0.0.0/8'], false],
    ['0.0.0.0/0', ['0.0.0.0/1', '128.0.0.0/1'], false],
    ['192.0.2.0/24', ['10.0.0.0/8', '192.0.0.0/16'], true],
    ['2001:db8:1::/48', ['2001:db8::/32'], true],
    ['2001:db8:1::/48', ['0.0.0.0/0'], false],
    ['10.0.0.0/8', ['::/0'], false],
  ])('%s covered by %j: %s', (range, outer, expected) => {
    expect(isCovered(range, outer)).toBe(expected);
  });
});
