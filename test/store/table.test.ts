import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expression } from '../../shared/store/expression.ts';
import type { Key } from '../../shared/store/keys.ts';
import { StoreUnavailable } from '../../shared/store/unavailable.ts';
import { Table, type Item } from '../../shared/store/table.ts';
import { Usage } from '../../shared/store/usage.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import {
  cancelled,
  clientOf,
  failing,
  scriptedDynamoDb,
  type ScriptedAnswer,
  type ScriptedDynamoDb,
} from '../support/scriptedDynamoDb.ts';

const fresh = expression`attribute_not_exists(#pk)`;
const key = (pk: string, sk = 'x'): Key & Item => ({ pk, sk });

describe('the table', () => {
  let store: EmbeddedTable;
  beforeAll(async () => {
    store = await embeddedTable();
  });

  it('reads many in the order asked for, with gaps and repeats', async () => {
    const { table } = store;
    await table.transact([{ put: { ...key('m1'), n: 1 } }, { put: { ...key('m2'), n: 2 } }]);
    const items = await table.getMany([key('m2'), key('nobody'), key('m1'), key('m2')]);
    expect(items.map((item) => item?.['n'])).toEqual([2, undefined, 1, 2]);
  });

  it('reads more than a call of DynamoDB takes, at once', async () => {
    const { table, usage } = store;
    const numbered = Array.from({ length: 201 }, (_, n) => ({ ...key(`h${n}`), n }));
    for (const start of [0, 100, 200])
      await table.transact(numbered.slice(start, start + 100).map((item) => ({ put: item })));
    usage.take();
    const items = await table.getMany(numbered.map(({ pk }) => key(pk)));
    expect(items.map((item) => item?.['n'])).toEqual(numbered.map(({ n }) => n));
    expect(usage.take()).toMatchObject({ calls: 3, roundTrips: 1 });
  });

  it('reads nothing without a call', async () => {
    const { table, usage } = store;
    usage.take();
    expect(await table.getMany([])).toEqual([]);
    expect(usage.take()).toEqual({ calls: 0, roundTrips: 0, readUnits: 0, writeUnits: 0 });
  });

  it('names every write of a transaction that failed by its index, and stores none of it', async () => {
    const { table } = store;
    await table.transact([{ put: key('taken1') }, { put: key('taken2') }]);
    const failed = await table.transact([
      { put: key('free'), condition: fresh },
      { put: key('taken1'), condition: fresh },
      { remove: key('nobody'), condition: expression`attribute_exists(#pk)` },
      { check: key('taken2'), condition: expression`attribute_exists(#pk)` },
      { update: key('c9'), changes: expression`SET #n = ${1}`, condition: expression`#n = ${7}` },
    ]);
    expect(failed).toEqual([
      { index: 1, reason: 'condition' },
      { index: 2, reason: 'condition' },
      { index: 4, reason: 'condition' },
    ]);
    expect(await table.get(key('free'))).toBeUndefined();
    expect(await table.get(key('taken2'))).toEqual(key('taken2'));
  });

  it('commits puts, updates, removals and checks together', async () => {
    const { table } = store;
    await table.transact([{ put: { ...key('c1'), n: 1 } }, { put: key('c2') }]);
    const failed = await table.transact([
      { update: key('c1'), changes: expression`SET #n = ${5}`, condition: expression`#n = ${1}` },
      { remove: key('c2') },
      { check: key('nobody'), condition: fresh },
      { put: { ...key('c3'), absent: undefined }, condition: fresh },
    ]);
    expect(failed).toEqual([]);
    expect(await table.getMany([key('c1'), key('c2'), key('c3')])).toEqual([
      { ...key('c1'), n: 5 },
      undefined,
      key('c3'),
    ]);
  });

  it('says whether the condition of a lone update held', async () => {
    const { table } = store;
    await table.transact([{ put: { ...key('u1'), n: 1 } }]);
    expect(await table.update(key('u1'), expression`SET #n = ${2}`, expression`#n = ${1}`)).toBe(true);
    expect(await table.update(key('u1'), expression`SET #n = ${3}`, expression`#n = ${1}`)).toBe(false);
    expect(await table.get(key('u1'))).toEqual({ ...key('u1'), n: 2 });
  });

  it('counts calls, round trips and units', async () => {
    const { table, usage } = store;
    await table.transact([{ put: { ...key('k1'), text: 'x'.repeat(5000) } }, { put: key('k2') }]);
    usage.take();
    await table.get(key('k1'));
    expect(usage.take()).toEqual({ calls: 1, roundTrips: 1, readUnits: 2, writeUnits: 0 });
    await Promise.all([table.get(key('k1')), table.getMany([key('k2'), key('k3')])]);
    expect(usage.take()).toEqual({ calls: 2, roundTrips: 1, readUnits: 4, writeUnits: 0 });
    await table.get(key('k2'));
    await table.get(key('k2'));
    expect(usage.take()).toEqual({ calls: 2, roundTrips: 2, readUnits: 2, writeUnits: 0 });
    await table.transact([
      { put: { ...key('k2'), n: 1 } },
      { check: key('k1'), condition: expression`attribute_exists(#pk)` },
    ]);
    expect(usage.take()).toEqual({ calls: 1, roundTrips: 1, readUnits: 0, writeUnits: 2 + 10 });
  });

  it('counts a transaction that failed, and begins anew after the counts were taken', async () => {
    const { table, usage } = store;
    await table.transact([{ put: key('k9') }]);
    usage.take();
    await table.transact([{ put: key('k9'), condition: fresh }]);
    expect(usage.take()).toMatchObject({ calls: 1, roundTrips: 1 });
    expect(usage.take()).toEqual({ calls: 0, roundTrips: 0, readUnits: 0, writeUnits: 0 });
  });

  it('pages a partition in both directions', async () => {
    const { table } = store;
    await table.transact(['a', 'b', 'c', 'd', 'e'].map((sk) => ({ put: key('page', sk) })));
    const partition = expression`#pk = ${'page'}`;
    const names = (page: { items: readonly Record<string, unknown>[] }) =>
      page.items.map((item) => item['sk']);
    const first = await table.query({ key: partition, limit: 2 });
    const second = await table.query({ key: partition, limit: 10, startAfter: first.next });
    expect([names(first), names(second), second.next]).toEqual([['a', 'b'], ['c', 'd', 'e'], undefined]);
    expect(names(await table.query({ key: partition, limit: 2, descending: true }))).toEqual(['e', 'd']);
    await table.transact([{ put: { ...key('page', 'c'), n: 1 } }]);
    expect(names(await table.query({ key: partition, filter: expression`#n = ${1}` }))).toEqual(['c']);
  });

  it('64 writers of one fresh item at once: one wins, 63 learn that they lost', async () => {
    const { table } = store;
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, (_, writer) =>
        table.transact([{ put: { ...key('race'), writer }, condition: fresh }]),
      ),
    );
    const winners = outcomes.flatMap((failed, writer) => (failed.length === 0 ? [writer] : []));
    expect(winners).toHaveLength(1);
    expect(outcomes.filter((failed) => failed.length > 0).flat()).toHaveLength(63);
    expect(await table.get(key('race'))).toEqual({ ...key('race'), writer: winners[0] });
  });
});

describe('the table, when DynamoDB is in trouble', () => {
  const open: ScriptedDynamoDb[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });

  async function scripted(...answers: ScriptedAnswer[]) {
    const server = await scriptedDynamoDb(...answers);
    open.push(server);
    const usage = new Usage();
    return { server, usage, table: new Table('t-scripted', usage, server.client) };
  }
  const ok: ScriptedAnswer = { status: 200, body: {} };

  it('tries conflicting transactions again until they go through', async () => {
    const conflict = cancelled('None', 'TransactionConflict');
    const { table, server, usage } = await scripted(conflict, conflict, ok);
    expect(await table.transact([{ put: key('a') }, { put: key('b') }])).toEqual([]);
    expect(server.calls).toHaveLength(3);
    expect(usage.take()).toMatchObject({ calls: 3, roundTrips: 3 });
  });

  it('does not try again where a condition failed beside a conflict', async () => {
    const { table, server } = await scripted(cancelled('ConditionalCheckFailed', 'TransactionConflict'));
    expect(await table.transact([{ put: key('a') }, { put: key('b') }])).toEqual([
      { index: 0, reason: 'condition' },
      { index: 1, reason: 'conflict' },
    ]);
    expect(server.calls).toHaveLength(1);
  });

  it('is the same transaction to DynamoDB in every attempt, and another one the next time', async () => {
    const { table, server } = await scripted(cancelled('TransactionConflict'), ok);
    await table.transact([{ put: key('a') }]);
    await table.transact([{ put: key('a') }]);
    const [one, again, other] = server.calls.map((call) => Object(call)['ClientRequestToken'] as string);
    expect([again === one, other === one]).toEqual([true, false]);
  });

  it('gives up on a conflict that does not end, and says so', async () => {
    const { table, server } = await scripted(cancelled('TransactionConflict'));
    expect(await table.transact([{ put: key('a') }])).toEqual([{ index: 0, reason: 'conflict' }]);
    expect(server.calls).toHaveLength(13);
  });

  it('asks again for keys that were left unread, three times at most', async () => {
    const unread = {
      Responses: {},
      UnprocessedKeys: { 't-scripted': { Keys: [{ pk: { S: 'a' }, sk: { S: 'x' } }] } },
    };
    const found = { Responses: { 't-scripted': [{ pk: { S: 'a' }, sk: { S: 'x' } }] } };
    const late = await scripted({ status: 200, body: unread }, { status: 200, body: found });
    expect(await late.table.getMany([key('a'), key('b')])).toEqual([key('a'), undefined]);
    expect(late.server.calls[1]).toMatchObject({
      RequestItems: { 't-scripted': { Keys: [{ pk: { S: 'a' } }] } },
    });
    const never = await scripted({ status: 200, body: unread });
    await expect(never.table.get(key('a'))).rejects.toThrow(StoreUnavailable);
    expect(never.server.calls).toHaveLength(3);
  });

  it.each([
    failing('ProvisionedThroughputExceededException'),
    failing('ThrottlingException'),
    failing('RequestLimitExceeded'),
    failing('InternalServerError', 500),
    { status: 503, body: {} },
  ])('is unavailable when DynamoDB answers $status $body', async (answer) => {
    const { table } = await scripted(answer);
    await expect(table.get(key('a'))).rejects.toThrow(StoreUnavailable);
    await expect(table.transact([{ put: key('a') }])).rejects.toThrow(StoreUnavailable);
    await expect(table.query({ key: expression`#pk = ${'a'}` })).rejects.toThrow(StoreUnavailable);
    await expect(table.update(key('a'), expression`SET #n = ${1}`, fresh)).rejects.toThrow(StoreUnavailable);
  });

  it.each(['ThrottlingError', 'ProvisionedThroughputExceeded', 'Surprise'])(
    'is unavailable when a transaction is cancelled for %s',
    async (reason) => {
      const { table } = await scripted(cancelled('None', reason));
      await expect(table.transact([{ put: key('a') }, { put: key('b') }])).rejects.toThrow(StoreUnavailable);
    },
  );

  it('is unavailable when nobody listens', async () => {
    const { server } = await scripted(ok);
    const { port } = server;
    await server.close();
    const usage = new Usage();
    const table = new Table('t-scripted', usage, clientOf(`http://127.0.0.1:${port}`));
    await expect(table.get(key('a'))).rejects.toThrow(StoreUnavailable);
    expect(usage.take()).toEqual({ calls: 1, roundTrips: 1, readUnits: 0, writeUnits: 0 });
    await expect(Promise.all([table.get(key('a')), table.get(key('b'))])).rejects.toThrow(StoreUnavailable);
  });

  it('does not pass our own mistakes off as an outage', async () => {
    const { table } = await scripted(failing('ValidationException'));
    await expect(table.get(key('a'))).rejects.not.toThrow(StoreUnavailable);
    const denied = await scripted(failing('AccessDeniedException'));
    await expect(denied.table.get(key('a'))).rejects.not.toThrow(StoreUnavailable);
  });
});
