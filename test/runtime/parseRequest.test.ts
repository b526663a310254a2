import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineOperations, type Operation } from '../../shared/contract/operation.ts';
import type { ProxyEvent } from '../../shared/runtime/call.ts';
import { parseBody, parseQuery } from '../../shared/runtime/parseRequest.ts';

const common = {
  method: 'POST',
  path: '/things',
  action: 'users.read',
  summary: '',
  impact: '',
  reply: {},
  problems: [],
  uses: [],
} as const;
const rows = defineOperations({
  plain: common,
  full: {
    ...common,
    body: z.strictObject({ Name: z.string().min(1), Deep: z.strictObject({ Flag: z.boolean() }).optional() }),
    query: z.strictObject({
      one: z.string().optional(),
      many: z.array(z.string()).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    conditional: true,
  },
  optionalBody: { ...common, body: z.strictObject({ Minutes: z.int().default(60) }) },
});

function event(given: Partial<Record<keyof ProxyEvent, unknown>> = {}): ProxyEvent {
  const { body, headers = {}, ...rest } = given;
  return {
    httpMethod: 'POST',
    path: '/things',
    body: body ?? null,
    isBase64Encoded: false,
    multiValueHeaders: headers,
    multiValueQueryStringParameters: null,
    ...rest,
  } as ProxyEvent;
}

const json = { 'Content-Type': ['application/json'] };
const body = (text: string, headers: object = json, row: Operation = rows.full) =>
  parseBody(event({ body: text, headers }), row);
const query = (given: Record<string, string[]> | null, row: Operation = rows.full) =>
  parseQuery(event({ multiValueQueryStringParameters: given }), row);
const invalid = (...errors: { path: string; message: unknown }[]) => ({ refused: 'invalid-request', errors });

describe('a body', () => {
  it('is what the schema makes of it', () => {
    expect(body('{"Name":"x","Deep":{"Flag":true}}')).toEqual({ value: { Name: 'x', Deep: { Flag: true } } });
    expect(body('', {}, rows.optionalBody)).toEqual({ value: { Minutes: 60 } });
    expect(parseBody(event(), rows.plain)).toEqual({ value: undefined });
  });

  it('I3 has no unknown field, each named by its path and nothing of its value', () => {
    expect(body('{"Name":"x","Email":"secret@x","Deep":{"Flag":true,"Password":"hunter2"}}')).toEqual(
      invalid(
        { path: 'Deep.Password', message: 'unknown field' },
        { path: 'Email', message: 'unknown field' },
      ),
    );
  });

  it('is told where it is wrong', () => {
    const outcome = body('{"Name":7,"Deep":{"Flag":"yes"}}');
    expect(outcome).toMatchObject({ errors: [{ path: 'Name' }, { path: 'Deep.Flag' }] });
    expect(JSON.stringify(outcome)).not.toContain('yes');
    expect(body('[]')).toMatchObject({ refused: 'invalid-request', errors: [{ path: '' }] });
  });

  it('names no more than twenty places, each cut short', () => {
    const text = JSON.stringify(
      Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`${'k'.repeat(300)}${at}`, 1])),
    );
    const outcome = body(text) as unknown as { errors: { path: string }[] };
    expect(outcome.errors.length).toBeLessThanOrEqual(21);
    expect(Math.max(...outcome.errors.map(({ path }) => path.length))).toBeLessThanOrEqual(200);
  });

  it('is refused where the operation takes none', () => {
    expect(body('{}', json, rows.plain)).toEqual(
      invalid({ path: '', message: 'this operation takes no body' }),
    );
  });

  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json ; charset = utf-8 ',
  ])('may be of type %s', (type) => {
    expect(body('{"Name":"x"}', { 'content-TYPE': [type] })).toEqual({ value: { Name: 'x' } });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json, text/plain',
    'application/json; charset=utf-16',
    'application/json; charset=latin1',
    'application/jsonx',
    'application/merge-patch+json',
    'text/json',
    'xapplication/json',
    '',
  ])('is never of type %j', (type) => {
    expect(body('{"Name":"x"}', { 'Content-Type': [type] })).toEqual({ refused: 'media-type-not-supported' });
  });

  it('needs a type', () => {
    expect(body('{"Name":"x"}', {})).toEqual({ refused: 'media-type-not-supported' });
  });

  it('has 65,536 bytes at most, told before anything else', () => {
    const text = (bytes: number) => `{"Name":"${'x'.repeat(bytes - 11)}"}`;
    expect(body(text(65_536))).toHaveProperty('value');
    expect(body(text(65_537))).toEqual({ refused: 'body-too-large' });
    expect(body(`{"Name":"${'漢'.repeat(21_900)}"}`, { 'Content-Type': ['text/plain'] })).toEqual({
      refused: 'body-too-large',
    });
    expect(body(text(65_537), json, rows.plain)).toEqual({ refused: 'body-too-large' });
  });

  it('may come in base64, and is UTF-8 then too', () => {
    const encoded = (bytes: Buffer) =>
      parseBody(event({ body: bytes.toString('base64'), isBase64Encoded: true, headers: json }), rows.full);
    expect(encoded(Buffer.from('{"Name":"é𝄞"}'))).toEqual({ value: { Name: 'é𝄞' } });
    for (const bytes of [
      Buffer.from('{"Name":"\xe9"}', 'latin1'),
      Buffer.from('{"Name":"x"}', 'utf16le'),
      Buffer.from('\ufeff{"Name":"x"}'),
    ]) {
      expect(encoded(bytes)).toMatchObject({ refused: 'invalid-request' });
    }
  });
});

describe('a query', () => {
  it('is what the schema makes of it', () => {
    expect(query({ one: ['a'], many: ['x', 'y'], limit: ['7'] })).toEqual({
      value: { one: 'a', many: ['x', 'y'], limit: 7 },
    });
    expect(query({ many: ['x'] })).toEqual({ value: { many: ['x'], limit: 50 } });
    expect(query(null)).toEqual({ value: { limit: 50 } });
    expect(query(null, rows.plain)).toEqual({ value: undefined });
  });

  it('repeats no parameter that is not a list', () => {
    expect(query({ one: ['a', 'a'] })).toEqual(invalid({ path: 'one', message: 'must not be repeated' }));
    expect(query({ limit: ['1', '2'] })).toEqual(invalid({ path: 'limit', message: 'must not be repeated' }));
    expect(query({ other: ['1', '2'] })).toMatchObject({ refused: 'invalid-request' });
  });

  it.each(['other', 'Limit', '__proto__', 'constructor', 'toString', '', 'limit '])(
    'I3 knows no parameter %j',
    (name) => {
      expect(query(Object.fromEntries([[name, ['1']]]))).toMatchObject({
        refused: 'invalid-request',
        errors: [{ path: name }],
      });
      expect(query(Object.fromEntries([[name, ['1']]]), rows.plain)).toMatchObject({
        refused: 'invalid-request',
        errors: [{ path: name }],
      });
    },
  );

  it.each(['0', '201', '-1', '1.5', 'ten', '', ' ', 'Infinity', 'NaN'])('has no limit of %j', (limit) => {
    expect(query({ limit: [limit] })).toMatchObject({
      refused: 'invalid-request',
      errors: [{ path: 'limit' }],
    });
  });
});
