import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batches, mergeSorted, type Sorted } from '../../shared/store/merge.ts';

async function* streamOf(keys: readonly string[]): AsyncGenerator<Sorted<string>, void> {
  for (const key of keys) yield await Promise.resolve({ key, row: `row of ${key}` });
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const entry of source) found.push(entry);
  return found;
}

/** As DynamoDB sorts text: by UTF-8 bytes, in which an astral character is above U+FFFF. */
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const keys = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '￿', '𝄞', 'é'), maxLength: 3 }), {
  maxLength: 12,
});

describe('merging sorted streams', () => {
  it('yields every key once, in order, whatever the streams hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(keys, { maxLength: 5 }), fc.boolean(), async (lists, descending) => {
        const sign = descending ? -1 : 1;
        const streams = lists.map((list) =>
          streamOf([...new Set(list)].sort((a, b) => sign * byBytes(a, b))),
        );
        const merged = (await all(mergeSorted(streams, descending))).map(({ key }) => key);
        expect(merged).toEqual([...new Set(lists.flat())].sort((a, b) => sign * byBytes(a, b)));
      }),
    );
  });

  it('asks for the first of every stream at the same time', async () => {
    let underWay = 0;
    let most = 0;
    async function* slow(): AsyncGenerator<Sorted<string>, void> {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      yield { key: 'a', row: 'a' };
    }
    await all(mergeSorted([slow(), slow(), slow()], false));
    expect(most).toBe(3);
  });
});

describe('batches', () => {
  it('are full but for the last, and none is empty', async () => {
    const numbers = (count: number) => streamOf(Array.from({ length: count }, (_, at) => String(at)));
    const sizes = async (count: number) =>
      (await all(batches(numbers(count), 3))).map(({ length }) => length);
    expect([await sizes(0), await sizes(2), await sizes(3), await sizes(7)]).toEqual([
      [],
      [2],
      [3],
      [3, 3, 1],
    ]);
  });
});
