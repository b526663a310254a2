import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../shared/domain/canonicalJson.ts';

describe('canonical JSON', () => {
  it('has members in the order of their names, at any depth, and leaves out what is undefined', () => {
    const written = { b: [{ d: 1, c: null }, 'x'], a: { z: true, y: undefined, x: 0 } };
    expect(canonicalJson(written)).toBe('{"a":{"x":0,"z":true},"b":[{"c":null,"d":1},"x"]}');
  });

  it('is the same for the same in another order, and another for another order of a list', () => {
    expect(canonicalJson({ a: 1, b: 2, c: 3 })).toBe(canonicalJson({ c: 3, a: 1, b: 2 }));
    expect(canonicalJson([2, 1])).toBe('[2,1]');
  });

  it.each([
    [undefined, 'null'],
    [null, 'null'],
    ['text', '"text"'],
    [[], '[]'],
    [{}, '{}'],
  ])('of %j is %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});
