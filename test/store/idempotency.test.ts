import { beforeAll, describe, expect, it } from 'vitest';
import { addDays, addMinutes, instant } from '../../shared/domain/time.ts';
import { getIdempotency, putIdempotency } from '../../shared/store/idempotency.ts';
import { idempotencyKey } from '../../shared/store/keys.ts';
import type { Table } from '../../shared/store/table.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

const now = instant(1_760_000_000_000);
const record = { inputHash: 'hash-1', status: 201, body: '{"UserId":"svc_x"}', headers: { ETag: '"1"' } };
let table: Table;
beforeAll(async () => {
  ({ table } = await embeddedTable());
});

describe('idempotency records', () => {
  it('are kept for a day and read until its last second', async () => {
    const key = idempotencyKey('usr_a', 'createUser', 'day');
    expect(await getIdempotency(table, key, now)).toBeUndefined();
    await stored(table, putIdempotency(key, record, now));
    const at = (minutes: number) => getIdempotency(table, key, addMinutes(addDays(now, 1), minutes));
    expect([await getIdempotency(table, key, now), await at(-1), await at(0)]).toEqual([
      record,
      record,
      undefined,
    ]);
  });

  it('are written once a day, whoever comes second', async () => {
    const key = idempotencyKey('usr_a', 'createUser', 'once');
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        table.transact([putIdempotency(key, { ...record, inputHash: `hash-${at}` }, now)]),
      ),
    );
    expect(outcomes.filter((failed) => failed.length === 0)).toHaveLength(1);
    expect(await table.transact([putIdempotency(key, record, addDays(now, 1))])).toEqual([]);
  });

  it('belong to one principal, operation and key, whatever the key holds', async () => {
    const keys = [
      idempotencyKey('usr_a', 'createUser', 'k'),
      idempotencyKey('usr_b', 'createUser', 'k'),
      idempotencyKey('usr_a', 'createRole', 'k'),
      idempotencyKey('usr_a', 'createUser', 'K'),
      idempotencyKey('usr_a', 'createUser#k', ''),
      idempotencyKey('usr_a', 'createUser', `x${'#'.repeat(5000)}\u0000/`),
    ];
    await stored(table, ...keys.map((key) => putIdempotency(key, record, now)));
    expect(new Set(keys.map(({ pk }) => pk)).size).toBe(6);
    expect(keys.every(({ pk }) => pk.length < 200)).toBe(true);
  });
});
