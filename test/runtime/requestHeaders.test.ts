import { describe, expect, it } from 'vitest';
import type { Operation } from '../../shared/contract/operation.ts';
import type { ProxyEvent } from '../../shared/runtime/call.ts';
import { header, parseIdempotency, parseIfMatch } from '../../shared/runtime/parseRequest.ts';

const plain: Operation = {
  method: 'PATCH',
  path: '/things',
  action: 'users.read',
  summary: '',
  impact: '',
  reply: {},
  problems: [],
  uses: [],
};
const rows = { plain, full: { ...plain, conditional: true } };

function event(given: Partial<Record<keyof ProxyEvent, unknown>> & { headers?: object } = {}): ProxyEvent {
  const { headers = {}, ...rest } = given;
  return {
    httpMethod: 'POST',
    path: '/things',
    isBase64Encoded: false,
    multiValueHeaders: headers,
    ...rest,
  } as ProxyEvent;
}

describe('Idempotency-Key', () => {
  const request = {
    principalId: 'usr_a',
    operation: 'createUser',
    input: { params: { userId: 'svc_a' }, query: undefined, body: { a: 1, b: { c: [1, 2], d: null } } },
  };
  const parse = (values: string[] | undefined, asked: Partial<typeof request> = {}) =>
    parseIdempotency(event({ headers: values === undefined ? {} : { 'Idempotency-Key': values } }), {
      ...request,
      ...asked,
    });
  const keyOf = (values: string[], asked: Partial<typeof request> = {}) =>
    (parse(values, asked) as { value: { key: object; inputHash: string } }).value;

  it('may be left out', () => {
    expect(parse(undefined)).toEqual({ value: undefined });
  });

  it('is quoted or bare, and both are the same key', () => {
    expect(keyOf(['"k-1"'])).toEqual(keyOf(['k-1']));
    expect(keyOf([' k-1 '])).toEqual(keyOf(['k-1']));
    expect(keyOf(['k-1'])).not.toEqual(keyOf(['k-2']));
    expect(keyOf(['k'.repeat(255)]).key).toBeDefined();
  });

  it.each(['', '""', 'k'.repeat(256), 'k\u0000', 'a\nb', 'é', '\u007f', '漢'])(
    'is visible ASCII, not %j',
    (value) => {
      expect(parse([value])).toMatchObject({
        refused: 'invalid-request',
        errors: [{ path: 'Idempotency-Key' }],
      });
    },
  );

  const asked = (input: object) => ({ input: { ...request.input, ...input } });
  const hashOf = (changes: Partial<typeof request>) => keyOf(['k'], changes).inputHash;

  it.each<[string, Partial<typeof request>]>([
    ['operation', { operation: 'createToken' }],
    ['target', asked({ params: { userId: 'svc_b' } })],
    ['query', asked({ query: { a: 1 } })],
    ['value', asked({ body: { a: 2, b: { c: [1, 2], d: null } } })],
    ['type', asked({ body: { a: '1', b: { c: [1, 2], d: null } } })],
    ['order of a list', asked({ body: { a: 1, b: { c: [2, 1], d: null } } })],
    ['null left out', asked({ body: { a: 1, b: { c: [1, 2] } } })],
    ['member of another name', asked({ body: { a: 1, e: { c: [1, 2], d: null } } })],
  ])('tells one input from another: another %s', (_, changes) => {
    expect(hashOf(changes)).not.toBe(hashOf({}));
  });

  it('knows the same input, whatever the order of its members and what is undefined in it', () => {
    const same = { b: { d: null, c: [1, 2] }, a: 1, e: undefined };
    expect(hashOf(asked({ body: same }))).toBe(hashOf({}));
  });

  it('keeps nothing of the input but a SHA-256', () => {
    const { key, inputHash } = keyOf(['k'], asked({ body: { Secret: 'hunter2' } }));
    expect(inputHash).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(JSON.stringify(key)).not.toContain('hunter2');
  });
});

describe('If-Match', () => {
  const parse = (value: string | undefined, row: Operation = rows.full) =>
    parseIfMatch(event({ headers: value === undefined ? {} : { 'IF-match': [value] } }), row);

  it.each([
    ['"3"', '3'],
    ['3', '3'],
    ['W/"3"', '3'],
    ['*', undefined],
    [undefined, undefined],
    ['', ''],
    ['""', ''],
    ['"1", "3"', '1", "3'],
  ])('%j names version %j', (value, version) => {
    expect(parse(value)).toBe(version);
  });

  it('counts only where the operation honours it', () => {
    expect(parse('"3"', rows.plain)).toBeUndefined();
  });
});

describe('a header', () => {
  it('is found in any case, trimmed; of repeated ones the last counts', () => {
    expect(header(event({ headers: { 'X-THING': ['a', ' b '] } }), 'x-thing')).toBe('b');
    expect(header(event({ headers: {} }), 'x-thing')).toBeUndefined();
    expect(header(event({ multiValueHeaders: null }), 'x-thing')).toBeUndefined();
  });
});
