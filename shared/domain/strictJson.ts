import type { InputError } from '../problems/refusal.ts';

const deepest = 32;

/** The value of a strict JSON text, or what is wrong with it. */
export type ParsedJson = { readonly value: unknown } | { readonly error: InputError };

/**
 * Parses JSON that has one meaning only: no duplicate or prototype keys, no bytes that were not UTF-8,
 * no unpaired surrogates, at most 32 levels (RFC 8259 section 4, RFC 7493).
 */
export function parseStrictJson(text: string): ParsedJson {
  if (text.includes('\uFFFD') || !text.isWellFormed()) return fail('the body must be valid UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('the body must be JSON');
  }
  const fault = faultOf(text);
  return fault === undefined ? { value } : fail(fault);
}

function fail(message: string): ParsedJson {
  return { error: { path: '', message } };
}

/** Walks the tokens of a text that JSON.parse accepted, which drops what we must see: repeated keys. */
function faultOf(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    const fault = token === ':' ? keyFault(JSON.parse(last) as string, open.at(-1)) : textFault(token);
    if (fault !== undefined) return fault;
    // In JSON that was accepted, what stands before a colon is a key.
    last = token;
    nest(open, token);
    if (open.length > deepest) return tooDeep;
  }
  return undefined;
}

/** Keeps, for each open object, the keys seen in it; for an open array nothing. */
function nest(open: (Set<string> | undefined)[], token: string): void {
  if (token === '{') open.push(new Set());
  if (token === '[') open.push(undefined);
  if (token === '}' || token === ']') open.pop();
}

const tooDeep = `the body must not be nested more than ${deepest} levels deep`;

/** An escape can make a surrogate without its other half, which has no UTF-8 form. */
function textFault(token: string): string | undefined {
  const escaped = /\\u[dD][89a-fA-F]/.test(token);
  return escaped && !(JSON.parse(token) as string).isWellFormed()
    ? 'text must not hold unpaired surrogates'
    : undefined;
}

const prototypeKeys = new Set(['__proto__', 'constructor', 'prototype']);

function keyFault(key: string, seen: Set<string> | undefined): string | undefined {
  if (prototypeKeys.has(key)) return `the key ${key} is not allowed`;
  if (seen?.has(key) === true) return 'an object must not repeat a key';
  seen?.add(key);
  return undefined;
}
