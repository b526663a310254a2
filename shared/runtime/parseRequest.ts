import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { Operation } from '../contract/operation.ts';
import { canonicalJson } from '../domain/canonicalJson.ts';
import { parseStrictJson } from '../domain/strictJson.ts';
import { refuse, type InputError, type Refusal } from '../problems/refusal.ts';
import { idempotencyKey } from '../store/keys.ts';
import type { Idempotency, ProxyEvent } from './call.ts';

/** Most bytes of a request body. */
const longestBody = 65_536;

/** A parsed part of a request, or why it is refused. */
export type Parsed<Value> = { readonly value: Value } | Refusal;

/** The one value of a request header, in whatever case its name is written; of repeated ones the last. */
export function header(event: ProxyEvent, lowerCaseName: string): string | undefined {
  return headerValues(event, lowerCaseName).at(-1);
}

/** All values of a request header, in whatever case its name is written. */
export function headerValues(event: ProxyEvent, lowerCaseName: string): string[] {
  return Object.entries(event.multiValueHeaders ?? {})
    .filter(([name]) => name.toLowerCase() === lowerCaseName)
    .flatMap(([, values]) => values ?? [])
    .map((value) => value.trim());
}

/** Parses the body by the row: size, media type, strict JSON, schema, in this order. */
export function parseBody(event: ProxyEvent, row: Operation): Parsed<unknown> {
  const text = bodyText(event);
  if (Buffer.byteLength(text) > longestBody) return refuse('body-too-large');
  if (row.form !== undefined) return parseForm(text, header(event, 'content-type'), row.form);
  if (row.body === undefined) return noBody(text);
  if (text !== '' && !isJson(header(event, 'content-type'))) return refuse('media-type-not-supported');
  const parsed = parseStrictJson(text === '' ? '{}' : text);
  return 'error' in parsed ? invalid([parsed.error]) : check(row.body, parsed.value);
}

function noBody(text: string): Parsed<undefined> {
  return text === ''
    ? { value: undefined }
    : invalid([{ path: '', message: 'this operation takes no body' }]);
}

const formType = /^application\/x-www-form-urlencoded\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

const formWanted = 'Send the body as application/x-www-form-urlencoded.';

/** A form as RFC 6749 wants it: no field twice, one without a value as if it were not there, unknown ones ignored (section 3.2). */
function parseForm(text: string, type: string | undefined, schema: z.ZodObject): Parsed<unknown> {
  if (!formType.test(type ?? '')) return refuse('media-type-not-supported', { detail: formWanted });
  const fields = [...new URLSearchParams(text)];
  const names = fields.map(([name]) => name);
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) {
    return invalid([{ path: repeated.slice(0, 100), message: 'must not be repeated' }]);
  }
  return check(schema, Object.fromEntries(fields.filter(([, value]) => value !== '')));
}

function bodyText(event: ProxyEvent): string {
  const body = event.body ?? '';
  return event.isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
}

function isJson(type: string | undefined): boolean {
  return /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type ?? '');
}

/** Parses the query by the row: repeatable parameters are lists, any other may come once. */
export function parseQuery(event: ProxyEvent, row: Operation): Parsed<unknown> {
  const given = Object.entries(event.multiValueQueryStringParameters ?? {});
  const lists = parametersOfType(row, 'array');
  const repeated = given.filter(([name, values]) => !lists.has(name) && (values?.length ?? 0) > 1);
  if (repeated.length > 0) {
    return invalid(repeated.map(([name]) => ({ path: name.slice(0, 100), message: 'must not be repeated' })));
  }
  const numbers = parametersOfType(row, 'number');
  const values = Object.fromEntries(
    given.map(([name, list]) => [name, lists.has(name) ? list : one(list?.[0], numbers.has(name))]),
  );
  if (row.query !== undefined) return check(row.query, values);
  const names = Object.keys(values);
  if (names.length === 0) return { value: undefined };
  return invalid(
    names.slice(0, 20).map((name) => ({ path: name.slice(0, 100), message: 'unknown parameter' })),
  );
}

/** A number is written in decimal digits: what JavaScript takes beside them (`0x10`, `1e1`, blanks) is refused. */
function one(text: string | undefined, isNumber: boolean): string | number | undefined {
  return isNumber && !/^\d+$/.test(text ?? '') ? Number.NaN : text;
}

function parametersOfType({ query }: Operation, type: 'array' | 'number'): ReadonlySet<string> {
  const entries = Object.entries(query?.shape ?? {});
  return new Set(entries.flatMap(([name, schema]) => (typeOf(schema) === type ? [name] : [])));
}

function typeOf(schema: unknown): string | undefined {
  const inner =
    schema instanceof Object && 'unwrap' in schema && typeof schema.unwrap === 'function'
      ? (schema.unwrap() as unknown)
      : schema;
  return (inner as { def?: { type?: string } }).def?.type;
}

function check(schema: z.ZodType, value: unknown): Parsed<unknown> {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data };
  return invalid(result.error.issues.slice(0, 20).flatMap(errorsOf));
}

/** One error per unknown key, so that `path` names each; what the caller wrote is told back only as a path. */
function errorsOf(issue: z.core.$ZodIssue): InputError[] {
  const path = issue.path.map(String).join('.').slice(0, 200);
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message.slice(0, 200) }];
  return issue.keys.slice(0, 20).map((key) => ({
    path: (path === '' ? key : `${path}.${key}`).slice(0, 200),
    message: 'unknown field',
  }));
}

/** A 400 with the places that are wrong. */
export function invalid(errors: readonly InputError[]): Refusal<'invalid-request'> {
  return refuse('invalid-request', { errors });
}

/** What a request asks, parsed by its row: two texts that mean the same are the same input. */
export interface ParsedInput {
  /** Path parameters, `me` resolved. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
}

/** Reads `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a quoted or bare string of 1 to 255 visible characters. */
export function parseIdempotency(
  event: ProxyEvent,
  request: { readonly principalId: string; readonly operation: string; readonly input: ParsedInput },
): Parsed<Idempotency | undefined> {
  const text = header(event, 'idempotency-key');
  if (text === undefined) return { value: undefined };
  const key = /^"(.*)"$/.exec(text)?.[1] ?? text;
  if (!/^[\x21-\x7e ]{1,255}$/.test(key)) {
    return invalid([{ path: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' }]);
  }
  const { operation, input } = request;
  const inputHash = createHash('sha256')
    .update(canonicalJson([operation, input]))
    .digest('base64url');
  return { value: { key: idempotencyKey(request.principalId, operation, key), inputHash } };
}

/** The version that If-Match names, quoted or bare; undefined where any will do. */
export function parseIfMatch(event: ProxyEvent, row: Operation): string | undefined {
  const text = row.conditional === true ? header(event, 'if-match') : undefined;
  if (text === undefined || text === '*') return undefined;
  return /^(?:W\/)?"(.*)"$/.exec(text)?.[1] ?? text;
}
