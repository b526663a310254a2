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
  const parse = (values: string[] | undefined, given: object = {}) =>
    parseIdempotency(
      event({
        headers: values === undefined ? {} : { 'Idempotency-Key': values },
        body: '{"a":1}',
        ...given,
      }),
      {
        principalId: 'usr_a',
        operation: 'createUser',
      },
    );
  const keyOf = (values: string[], given: object = {}) =>
    (parse(values, given) as { value: { key: object; inputHash: string } }).value;

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

  it('tells one input from another: method, path and body', () => {
    const { inputHash } = keyOf(['k']);
    expect(keyOf(['k']).inputHash).toBe(inputHash);
    for (const other of [{ body: '{"a":2}' }, { path: '/things/2' }, { httpMethod: 'PUT' }]) {
      expect(keyOf(['k'], other).inputHash).not.toBe(inputHash);
    }
    const encoded = { body: Buffer.from('{"a":1}').toString('base64'), isBase64Encoded: true };
    expect(keyOf(['k'], encoded).inputHash).toBe(inputHash);
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
