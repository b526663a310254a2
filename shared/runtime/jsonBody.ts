import type { InputError } from '../problems/refusal.ts';

/** Most bytes of a request body. */
export const longestBody = 65_536;
const deepest = 32;

/** The value of a strict JSON text, or what is wrong with it. */
export type ParsedJson = { readonly value: unknown } | { readonly error: InputError };

/**
 * Parses JSON that has one meaning only: no duplicate or prototype keys, no bytes that were not UTF-8,
 * no unpaired surrogates, at most 32 levels (RFC 8259 section 4, RFC 7493).
 */
export function parseJsonBody(text: string): ParsedJson {
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
  let last: string | undefined;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const fault = keyFault(JSON.parse(last ?? '""') as string, open.at(-1));
      if (fault !== undefined) return fault;
    } else last = token;
    if (open.length > deepest) return `the body must not be nested more than ${deepest} levels deep`;
    if (
      last !== undefined &&
      /\\u[dD][89a-fA-F]/.test(last) &&
      !(JSON.parse(last) as string).isWellFormed()
    ) {
      return 'text must not hold unpaired surrogates';
    }
  }
  return undefined;
}

function keyFault(key: string, seen: Set<string> | undefined): string | undefined {
  if (key === '__proto__' || key === 'constructor' || key === 'prototype')
    return `the key ${key} is not allowed`;
  if (seen?.has(key) === true) return 'an object must not repeat a key';
  seen?.add(key);
  return undefined;
}
