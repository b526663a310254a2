import { beforeAll, describe, expect, it } from 'vitest';
import { listReply, readCursor, writeCursor, type ListCall } from '../../shared/runtime/cursor.ts';
import { putCursorKey } from '../../shared/store/cursorKey.ts';
import type { Table } from '../../shared/store/table.ts';
import { StoreUnavailable } from '../../shared/store/unavailable.ts';
import { aCaller } from '../support/aPrincipal.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

const refused = {
  refused: 'cursor-not-valid',
  errors: [{ path: 'cursor', message: 'must be the NextCursor of the previous page' }],
};
const caller = aCaller();
const call: ListCall & { query: object } = {
  operation: 'listUsers',
  caller,
  params: { userId: 'usr_a' },
  query: { limit: 50, cursor: undefined, sort: 'name' } as ListCall['query'],
};

let store: EmbeddedTable;
let table: Table;
beforeAll(async () => {
  store = await embeddedTable();
  ({ table } = store);
  await stored(table, putCursorKey(Buffer.alloc(32, 7)));
});

const read = (cursor: string | undefined, changes: object = {}, query: object = {}) =>
  readCursor({ ...call, ...changes, query: { ...call.query, ...query, cursor } }, table);

describe('a cursor', () => {
  it.each(['0|a\u0001svc_1', '', '漢𝄞|#', 'x'.repeat(2000)].filter((position) => position !== ''))(
    'gives the position back: %j',
    async (position) => {
      expect(await read(await writeCursor(position, call, table))).toEqual({ position });
    },
  );

  it('is none without one, at no cost', async () => {
    store.usage.take();
    expect(await read(undefined)).toEqual({ position: undefined });
    expect(store.usage.take().calls).toBe(0);
  });

  it('stays good with another page size', async () => {
    expect(await read(await writeCursor('p', call, table), {}, { limit: 7 })).toEqual({ position: 'p' });
  });

  it('is good for no other caller, operation, target or query', async () => {
    const cursor = await writeCursor('p', call, table);
    const others = [
      { caller: aCaller() },
      { operation: 'listRoles' },
      { params: { userId: 'usr_b' } },
      { params: {} },
    ];
    for (const other of others) expect(await read(cursor, other)).toEqual(refused);
    for (const query of [{ sort: 'created' }, { name: 'x' }, { order: 'desc' }]) {
      expect(await read(cursor, {}, query)).toEqual(refused);
    }
  });

  it('is refused with any bit flipped, cut, extended or written otherwise', async () => {
    const cursor = await writeCursor('0|name', call, table);
    const bytes = Buffer.from(cursor, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const copy = Buffer.from(bytes);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await read(copy.toString('base64url'))).toEqual(refused);
    }
    for (let length = 0; length < bytes.length; length += 1) {
      expect(await read(bytes.subarray(0, length).toString('base64url'))).toEqual(refused);
    }
    const others = [
      `${cursor}A`,
      `${cursor}=`,
      ` ${cursor}`,
      `${cursor}\n`,
      bytes.toString('base64').replaceAll('=', '') + '+',
      '{}',
      'x',
      '\u0000',
      '漢',
    ];
    for (const other of others) expect(await read(other)).toEqual(refused);
  });

  it('needs the key of this deployment', async () => {
    const cursor = await writeCursor('p', call, table);
    const other = await embeddedTable();
    await expect(readCursor({ ...call, query: { ...call.query, cursor } }, other.table)).rejects.toThrow(
      StoreUnavailable,
    );
    await stored(other.table, putCursorKey(Buffer.alloc(32, 8)));
    expect(await readCursor({ ...call, query: { ...call.query, cursor } }, other.table)).toEqual(refused);
  });

  it('reads its key once', async () => {
    store.usage.take();
    await writeCursor('p', call, table);
    await writeCursor('q', call, table);
    expect(store.usage.take().calls).toBe(0);
  });
});

describe('a list answer', () => {
  it('tells the total where one page is everything, and where to go on where it is not', async () => {
    expect(await listReply({ items: [1, 2], next: undefined }, call, table)).toEqual({
      status: 200,
      body: { Items: [1, 2], Total: 2 },
    });
    const { body } = await listReply({ items: [1], next: 'p' }, call, table);
    expect(Object.keys(body)).toEqual(['Items', 'NextCursor']);
    expect(await read(body.NextCursor)).toEqual({ position: 'p' });
    const last = { ...call, query: { ...call.query, cursor: body.NextCursor } };
    expect((await listReply({ items: [2], next: undefined }, last, table)).body).toEqual({ Items: [2] });
  });
});
