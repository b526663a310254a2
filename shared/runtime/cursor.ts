import { createHmac, timingSafeEqual } from 'node:crypto';
import { refuse, type Refusal } from '../problems/refusal.ts';
import { getCursorKey } from '../store/cursorKey.ts';
import type { Table } from '../store/table.ts';
import { decodeBase64url, encodeBase64url } from '../tokens/base64url.ts';
import type { Caller } from './caller.ts';
import type { RequestContext } from './call.ts';

/** Bytes of the authentication code: 128 bits. */
const codeBytes = 16;
const keys = new WeakMap<Table, Promise<Buffer>>();

const notValid = refuse('cursor-not-valid', {
  errors: [{ path: 'cursor', message: 'must be the NextCursor of the previous page' }],
});

/** A list request, as far as its cursor is bound to it: another caller or another query makes the cursor invalid. */
export interface ListCall extends Pick<RequestContext, 'operation'> {
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: { readonly cursor?: string | undefined; readonly limit: number };
}

/** The position that the request's cursor names: undefined without one, a refusal for one that is not ours. */
export async function readCursor(
  call: ListCall,
  table: Table,
): Promise<{ readonly position: string | undefined } | Refusal<'cursor-not-valid'>> {
  const { cursor } = call.query;
  if (cursor === undefined) return { position: undefined };
  const bytes = decodeBase64url(cursor);
  if (bytes === undefined || bytes.length <= codeBytes) return notValid;
  const position = bytes.subarray(codeBytes).toString();
  const expected = codeOf(position, call, await keyFor(table));
  return timingSafeEqual(bytes.subarray(0, codeBytes), expected) ? { position } : notValid;
}

/** The cursor for what follows a position; a position is visible to its caller, so it must hold nothing secret. */
export async function writeCursor(position: string, call: ListCall, table: Table): Promise<string> {
  const code = codeOf(position, call, await keyFor(table));
  return encodeBase64url(Buffer.concat([code, Buffer.from(position)]));
}

/** A list answer with its cursor, if more follows. `Total` is told where this one page is everything. */
export async function listReply<Item>(
  page: { items: Item[]; next: string | undefined },
  call: ListCall,
  table: Table,
): Promise<{ status: 200; body: { Items: Item[]; NextCursor?: string; Total?: number } }> {
  const { items, next } = page;
  if (next !== undefined) {
    return { status: 200, body: { Items: items, NextCursor: await writeCursor(next, call, table) } };
  }
  return {
    status: 200,
    body: { Items: items, ...(call.query.cursor === undefined ? { Total: items.length } : {}) },
  };
}

function codeOf(position: string, { operation, caller, params, query }: ListCall, key: Buffer): Buffer {
  const { cursor: _, limit: __, ...filters } = query;
  const bound = JSON.stringify([operation, caller.principal.userId, params, filters, position]);
  return createHmac('sha256', key).update(bound).digest().subarray(0, codeBytes);
}

function keyFor(table: Table): Promise<Buffer> {
  const known = keys.get(table);
  if (known !== undefined) return known;
  const read = getCursorKey(table);
  keys.set(table, read);
  read.catch(() => keys.delete(table));
  return read;
}
