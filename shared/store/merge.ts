/** A row of a sorted stream: its sort key, which is unique per subject. */
export interface Sorted<Row> {
  readonly key: string;
  readonly row: Row;
}

/**
 * Merges sorted streams into one, each key once. Keys compare by their UTF-8 bytes, as DynamoDB sorts them.
 * Reads of the first page of every stream go together.
 */
export async function* mergeSorted<Row>(
  streams: readonly AsyncGenerator<Sorted<Row>, void>[],
  descending: boolean,
): AsyncGenerator<Sorted<Row>, void> {
  const sign = descending ? -1 : 1;
  const heads = await Promise.all(
    streams.map(async (stream) => ({ stream, head: next(await stream.next()) })),
  );
  let previous: string | undefined;
  for (;;) {
    const open = heads.flatMap(({ stream, head }, at) => (head === undefined ? [] : [{ stream, head, at }]));
    const [first, ...rest] = open;
    if (first === undefined) return;
    const chosen = rest.reduce(
      (best, other) => (sign * Buffer.compare(other.head.bytes, best.head.bytes) < 0 ? other : best),
      first,
    );
    if (chosen.head.value.key !== previous) yield chosen.head.value;
    previous = chosen.head.value.key;
    heads[chosen.at] = { stream: chosen.stream, head: next(await chosen.stream.next()) };
  }
}

interface Head<Row> {
  readonly value: Sorted<Row>;
  readonly bytes: Buffer;
}

function next<Row>(result: IteratorResult<Sorted<Row>, void>): Head<Row> | undefined {
  return result.done === true ? undefined : { value: result.value, bytes: Buffer.from(result.value.key) };
}

/** Groups what a stream yields, so that the rest of each can be read together. */
export async function* batches<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const entry of source) {
    batch.push(entry);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
