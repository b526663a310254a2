import { beforeEach, describe, expect, it } from 'vitest';
import { Snapshot } from '../../shared/store/snapshot.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

const [a, b, nobody] = ['a', 'b', 'nobody'].map((pk) => ({ pk, sk: 'x' })) as [Key, Key, Key];
interface Key {
  pk: string;
  sk: string;
}

describe('a snapshot', () => {
  let store: EmbeddedTable;
  beforeEach(async () => {
    store = await embeddedTable();
    await stored(store.table, { put: { ...a } }, { put: { ...b } });
    store.usage.take();
  });

  it('reads all that is wanted in one round trip, each once, and nothing twice', async () => {
    const snapshot = new Snapshot(store.table);
    snapshot.want(a, b);
    snapshot.want(a, nobody);
    await snapshot.load();
    expect(store.usage.take()).toMatchObject({ calls: 1, readUnits: 3 });
    expect([snapshot.item(a), snapshot.item(b), snapshot.item(nobody)]).toEqual([a, b, undefined]);
    snapshot.want(a, nobody);
    await snapshot.load();
    expect(await snapshot.fetch(nobody)).toBeUndefined();
    expect(store.usage.take().calls).toBe(0);
  });

  it('keeps what it read, so that one request sees one state', async () => {
    const snapshot = new Snapshot(store.table);
    expect(await snapshot.fetch(a)).toEqual(a);
    await stored(store.table, { remove: a });
    expect(await snapshot.fetch(a)).toEqual(a);
  });

  it('does not take what was never read for absent', async () => {
    const snapshot = new Snapshot(store.table);
    snapshot.want(a);
    expect(snapshot.has(a)).toBe(false);
    expect(() => snapshot.item(a)).toThrow('not loaded: x');
    await snapshot.load();
    expect([snapshot.has(a), snapshot.has(b)]).toEqual([true, false]);
    expect(() => snapshot.item(b)).toThrow('not loaded');
  });

  it('reads nothing where nothing is wanted', async () => {
    await new Snapshot(store.table).load();
    expect(store.usage.take().calls).toBe(0);
  });
});
