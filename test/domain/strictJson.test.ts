import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from '../../shared/domain/strictJson.ts';

const accepts = (text: string) => 'value' in parseStrictJson(text);
const message = (text: string) => {
  const parsed = parseStrictJson(text);
  return 'error' in parsed ? parsed.error.message : 'accepted';
};
const nested = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`;

/** A JSON text as a tree, so that an object can repeat a key and text can be any code units. */
type Tree =
  | string
  | number
  | boolean
  | null
  | readonly Tree[]
  | { readonly pairs: readonly (readonly [string, Tree])[] };

const texts = fc.string({
  unit: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('a', 'k', '"', '\\', '{', ':', '}', 'é', '𝄞', '\n', '\ufffe') },
    { weight: 1, arbitrary: fc.constantFrom('\ud800', '\udc00') },
  ),
  maxLength: 4,
});
const objectKeys = fc.oneof(
  { weight: 20, arbitrary: texts },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '__PROTO__') },
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'json' },
    texts,
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.constantFrom(true, false, null),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.record({ pairs: fc.array(fc.tuple(objectKeys, tie('tree')), { maxLength: 4 }) }),
  ),
}));
const wrapped = fc.tuple(tree, fc.constantFrom(0, 0, 0, 27, 33)).map(([inner, levels]) => {
  let outer: Tree = inner;
  for (let at = 0; at < levels; at += 1) outer = [outer];
  return outer;
});

/** The text of a tree; `escape` writes every code unit of text as an escape. */
function textOf(node: Tree, escape: boolean): string {
  const quoted = (value: string) =>
    escape
      ? `"${Array.from({ length: value.length }, (_, at) => `\\u${value.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`
      : JSON.stringify(value);
  if (typeof node === 'string') return quoted(node);
  if (typeof node !== 'object' || node === null) return JSON.stringify(node);
  if ('pairs' in node)
    return `{ ${node.pairs.map(([name, value]) => `${quoted(name)} : ${textOf(value, escape)}`).join(',\n')}}`;
  return `[${node.map((value) => textOf(value, escape)).join(' ,')}]`;
}

/** Whether any rule of I-JSON, or one of ours, is broken. */
function broken(node: Tree, depth = 0): boolean {
  if (typeof node === 'string') return !node.isWellFormed();
  if (typeof node !== 'object' || node === null) return false;
  if (depth === 32) return true;
  if (!('pairs' in node)) return node.some((value) => broken(value, depth + 1));
  return (
    brokenNames(node.pairs.map(([name]) => name)) || node.pairs.some(([, value]) => broken(value, depth + 1))
  );
}

function brokenNames(names: readonly string[]): boolean {
  const forbidden = ['__proto__', 'constructor', 'prototype'];
  return (
    new Set(names).size < names.length ||
    names.some((name) => forbidden.includes(name) || !name.isWellFormed())
  );
}

describe('a JSON body', () => {
  it('is accepted exactly where no rule is broken, and means what JSON.parse says', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(wrapped, fc.boolean(), (node, escape) => {
        const text = textOf(node, escape);
        const parsed = parseStrictJson(text);
        expect('value' in parsed).toBe(!broken(node));
        if ('value' in parsed) expect(parsed.value).toEqual(JSON.parse(text));
        seen['value' in parsed ? 'accepted' : 'refused'] += 1;
      }),
      { numRuns: 1500, seed: 11 },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(200);
  });

  it('is refused wherever JSON.parse refuses, and nothing brings the parser down', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '"\\u0061"',
      '\\',
      '1',
      '-',
      'e5',
      'null',
      ' ',
      '\u0000',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (list) => {
        const text = list.join('');
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (!valid) expect(message(text)).toBe('the body must be JSON');
      }),
      { numRuns: 2000, seed: 12 },
    );
  });

  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '[{"b":{"a":1,"c":[],"a":null}}]',
    '{"":1,"":2}',
    '{"a":{"a":1},"a":2}',
    '{"x":"}","a":1,"a":2}',
  ])('is refused with a repeated key: %s', (text) => {
    expect(message(text)).toBe('an object must not repeat a key');
  });

  it.each([
    '{"a":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","b":"a"}',
    '{"a":1,"A":1}',
    '{"k":"\\"a\\":1,\\"a\\":1"}',
  ])('may use a key in several objects: %s', (text) => {
    expect(accepts(text)).toBe(true);
  });

  it.each(['__proto__', 'constructor', 'prototype', '\\u005f_proto__'])(
    'is refused with the key %s, at any depth',
    (name) => {
      expect(message(`{"${name}":{"admin":true}}`)).toMatch(/^the key .* is not allowed$/);
      expect(accepts(`[{"a":{"${name}":1}}]`)).toBe(false);
      expect(accepts(`{"a":"${name}"}`)).toBe(true);
    },
  );

  it('is 32 levels deep at most, of any kind', () => {
    expect([accepts(nested(32)), accepts(nested(33))]).toEqual([true, false]);
    expect(accepts(`${'{"a":'.repeat(32)}1${'}'.repeat(32)}`)).toBe(true);
    expect(accepts(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`)).toBe(false);
    expect(accepts(`[${Array.from({ length: 500 }, () => '[]').join(',')}]`)).toBe(true);
    expect(accepts(`"${'['.repeat(100)}"`)).toBe(true);
    expect(message(nested(5000))).toContain('32 levels');
  });

  it('is refused as a whole, in words that hold nothing of it', () => {
    expect(parseStrictJson('"\\ud800"')).toEqual({
      error: { path: '', message: 'text must not hold unpaired surrogates' },
    });
  });

  it('holds no half of a surrogate pair, written out or escaped, in a value or a key', () => {
    for (const half of [
      '\\ud800',
      '\\uDC00',
      '\\udc00\\ud800',
      '\\ud83dx',
      'x\\uDEAD',
      '\\ud800\\n\\udc00',
    ]) {
      expect(accepts(`{"a":"${half}"}`)).toBe(false);
      expect(accepts(`{"${half}":1}`)).toBe(false);
      expect(accepts(`["${half}"]`)).toBe(false);
      expect(accepts(`"${half}"`)).toBe(false);
    }
    expect(accepts('{"a":"\ud800"}')).toBe(false);
    expect(accepts('{"a":"\\ud83d\\ude00 \\\\ud800 𝄞"}')).toBe(true);
  });

  it('holds no replacement character: those bytes were not UTF-8', () => {
    expect(message('{"a":"\ufffd"}')).toBe('the body must be valid UTF-8');
    expect(message(Buffer.from([0x22, 0xc0, 0xaf, 0x22]).toString())).toBe('the body must be valid UTF-8');
    expect(accepts('{"a":"\\ufffd"}')).toBe(true);
  });

  it.each([
    '',
    ' ',
    '\ufeff{}',
    '{}{}',
    "{'a':1}",
    '{"a":1,}',
    '[1,]',
    '01',
    'NaN',
    'undefined',
    '{"a":1}\u0000',
    '"\t"',
  ])('is refused as no JSON: %j', (text) => {
    expect(message(text)).toBe('the body must be JSON');
  });

  it('is read in no time, whatever of 64 KB it is', () => {
    const begin = performance.now();
    for (const text of [
      `["${'\\ud83d\\ude00'.repeat(2600)}",${Array.from({ length: 10_000 }, () => '[]').join(',')}]`,
      `{${Array.from({ length: 6000 }, (_, at) => `"k${at}":{}`).join(',')}}`,
      `"${'\\"'.repeat(32_000)}"`,
      `"${'a'.repeat(65_000)}`,
    ])
      parseStrictJson(text);
    expect(performance.now() - begin).toBeLessThan(1500);
  });
});
