import { beforeEach, describe, expect, it } from 'vitest';
import { addMinutes, instant } from '../../shared/domain/time.ts';
import { publicKeysKey } from '../../shared/store/keys.ts';
import { StoreUnavailable } from '../../shared/store/unavailable.ts';
import { isPublished, PublicKeys } from '../../shared/tokens/publicKeys.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import { publish, signingKey } from '../support/signingKey.ts';
import { stored } from '../support/stored.ts';

const start = instant(1_760_000_000_000);
const [current, next, old] = [signingKey(), signingKey(), signingKey()];

describe('the public keys', () => {
  let store: EmbeddedTable;
  let now = start;
  let keys: PublicKeys;
  beforeEach(async () => {
    store = await embeddedTable();
    now = start;
    keys = new PublicKeys(store.table, () => now);
    await publish(store.table, current.published);
    store.usage.take();
  });
  const later = (ms: number) => {
    now = instant(start + ms);
  };
  const reads = () => store.usage.take().calls;

  it('are read once, and then verify without any call', async () => {
    expect((await keys.find(current.kid))?.equals(current.publicKey)).toBe(true);
    expect(reads()).toBe(1);
    for (let at = 0; at < 100; at += 1) await keys.find(current.kid);
    expect(await keys.all()).toStrictEqual([current.published]);
    expect(reads()).toBe(0);
    later(300_000);
    await keys.all();
    expect(reads()).toBe(0);
    later(300_001);
    await keys.all();
    expect(reads()).toBe(1);
  });

  it('are read anew after five minutes, so that a key taken away stops', async () => {
    await keys.find(current.kid);
    await publish(store.table, next.published);
    reads();
    later(300_000);
    expect(await keys.find(current.kid)).toBeDefined();
    expect(reads()).toBe(0);
    later(300_001);
    expect(await keys.find(current.kid)).toBeUndefined();
    expect(reads()).toBe(1);
    expect(await keys.all()).toEqual([next.published]);
  });

  it('find a key that was published meanwhile, ten seconds after the last read', async () => {
    await keys.find(current.kid);
    await publish(store.table, current.published, next.published);
    later(10_000);
    expect(await keys.find(next.kid)).toBeUndefined();
    later(10_001);
    expect((await keys.find(next.kid))?.equals(next.publicKey)).toBe(true);
  });

  it('are read once in ten seconds for a flood of unknown ids', async () => {
    await keys.find(current.kid);
    reads();
    for (let at = 0; at < 60; at += 1) {
      later(at * 1000);
      expect(await keys.find(`unknown-${at}`)).toBeUndefined();
    }
    expect(reads()).toBeLessThanOrEqual(6);
  });

  it('of a retired key stay for 190 minutes, longer than any token', async () => {
    await publish(store.table, current.published, { ...old.published, retiredAt: start });
    const at = async (minutes: number) => {
      now = addMinutes(start, minutes);
      return (await keys.find(old.kid)) !== undefined;
    };
    expect([await at(0), await at(180), await at(189)]).toEqual([true, true, true]);
    expect(await at(195)).toBe(false);
    expect((await keys.all()).map(({ kid }) => kid)).toEqual([current.kid]);
    const retired = { ...old.published, retiredAt: start };
    expect(isPublished(retired, instant(addMinutes(start, 190) - 1))).toBe(true);
    expect(isPublished(retired, addMinutes(start, 190))).toBe(false);
  });

  it('are unavailable before any was published, and found as soon as one is', async () => {
    await stored(store.table, { remove: publicKeysKey });
    const none = new StoreUnavailable('no public key is published');
    await expect(keys.find(current.kid)).rejects.toThrow(none);
    await expect(keys.all()).rejects.toThrow(none);
    await publish(store.table, current.published);
    expect(await keys.find(current.kid)).toBeDefined();
  });
});
