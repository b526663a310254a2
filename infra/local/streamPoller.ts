import { setTimeout as wait } from 'node:timers/promises';
import { asString } from './json.ts';
import { readKept, writeKept } from './keptFile.ts';
import { filtered, runOnce, sequenceNumber } from './streamBatch.ts';
import type { EventRecord, MappingSettings, RunBatch } from './streamBatch.ts';

import { pagesOf } from './streamPages.ts';
import type { StreamsClient } from './streamsClient.ts';

export type { MappingSettings } from './streamBatch.ts';

/** What a poller works with. */
export interface PollerParts {
  readonly client: StreamsClient;
  readonly streamArn: string;
  readonly run: RunBatch;
  /** Takes a batch that failed for good, with the last error: what would go to the failure destination. */
  readonly giveUp: (records: readonly EventRecord[], error: string) => void;
  /** Told why reading was interrupted; it goes on by itself. */
  readonly trouble: (reason: string) => void;
  /** Keeps how far each shard was read, so that a restart neither repeats nor loses; in memory without. */
  readonly positionsFile: string | undefined;
  readonly signal: AbortSignal;
}

/** Milliseconds between polls: short after a record came, longer when nothing happens, or when the machine is slow to answer. */
const pace = { busy: 15, idle: 75, calmAfter: 1500 };
/** How many times as long as a poll took is paused at least. */
const rest = 3;
/** Errors after which a kept position leads nowhere; after any other, reading goes on from it. */
const lostPosition = new Set([
  'TrimmedDataAccessException',
  'ValidationException',
  'ResourceNotFoundException',
]);
/** Least milliseconds between two writes of the positions: who is killed in between repeats so much, as Lambda may. */
const keepEvery = 200;
/** Milliseconds before the first retry of a failed batch; doubled up to a second. */
const firstRetryAfter = 100;

type Positions = Map<string, string>;

function readPositions(text: string): Positions {
  const kept: unknown = JSON.parse(text);
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) throw new Error('no positions');
  return new Map(Object.entries(kept).map(([shard, position]) => [shard, asString(position)]));
}

/** How far was read; undefined where that is not known any more. */
function keptPositions(file: string): Positions | undefined {
  try {
    return readKept(file, readPositions) ?? new Map<string, string>();
  } catch {
    return undefined;
  }
}

/** Reads a table's stream and hands its records to a function, as an event source mapping does. */
export class StreamPoller {
  readonly #settings: MappingSettings;
  readonly #parts: PollerParts;
  readonly #positions: Positions;
  readonly #fromStart: boolean;
  #keptAt = 0;
  #isKept = true;

  constructor(settings: MappingSettings, parts: PollerParts) {
    this.#settings = settings;
    this.#parts = parts;
    const file = parts.positionsFile;
    const kept = file === undefined ? new Map<string, string>() : keptPositions(file);
    this.#positions = kept ?? new Map<string, string>();
    // Where nobody knows how far was read, all that the stream still has comes again: none of it is lost.
    this.#fromStart = settings.fromStart || kept === undefined;
    if (kept === undefined) parts.trouble(`${file ?? ''} is damaged: the stream is read from its beginning`);
  }

  /** Polls until the signal aborts; settles then. */
  async run(): Promise<void> {
    while (!this.#parts.signal.aborted) {
      try {
        const shards = await this.#shards();
        await Promise.all(shards.map((shard) => this.#follow(shard)));
      } catch (error) {
        if (!this.#parts.signal.aborted) this.#parts.trouble(String(error));
        if (error instanceof Error && lostPosition.has(error.name)) this.#positions.clear();
      }
      await this.#pause(pace.calmAfter);
    }
    this.#keep(0);
  }

  async #shards(): Promise<readonly string[]> {
    const { client, streamArn } = this.#parts;
    const { StreamDescription } = await client.call('DescribeStream', { StreamArn: streamArn });
    return (StreamDescription?.Shards ?? []).flatMap(({ ShardId }) => ShardId ?? []);
  }

  /** Reads a shard until it is closed, which only real DynamoDB does: the run then looks for the next ones. */
  async #follow(shard: string): Promise<void> {
    const { client, streamArn, signal } = this.#parts;
    let iterator = await this.#iterator(shard);
    let activeAt = 0;
    while (!signal.aborted && iterator !== undefined) {
      const from = { iterator, limit: this.#settings.batchSize, streamArn };
      const asked = Date.now();
      const { records, next } = await pagesOf(client).read(from, signal);
      const took = Date.now() - asked;
      if (records.length > 0) activeAt = Date.now();
      await this.#deliver(shard, records);
      this.#keep();
      iterator = next;
      const active = Date.now() - activeAt < pace.calmAfter;
      await this.#pause(active ? Math.min(pace.idle, Math.max(pace.busy, rest * took)) : pace.idle);
    }
  }

  async #iterator(shard: string): Promise<string | undefined> {
    const { client, streamArn } = this.#parts;
    const position = this.#positions.get(this.#keyOf(shard));
    const start = this.#fromStart ? ('TRIM_HORIZON' as const) : ('LATEST' as const);
    const from =
      position === undefined
        ? { ShardIteratorType: start }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: position };
    const answer = await client.call('GetShardIterator', { StreamArn: streamArn, ShardId: shard, ...from });
    return answer.ShardIterator;
  }

  async #deliver(shard: string, records: readonly EventRecord[]): Promise<void> {
    const last = records.at(-1);
    if (!last) return;
    await this.#work(filtered(records, this.#settings.filters), 0);
    if (this.#parts.signal.aborted) return;
    this.#positions.set(this.#keyOf(shard), sequenceNumber(last));
    this.#isKept = false;
  }

  /** Writes down how far was read, unless that was done a moment ago. */
  #keep(interval = keepEvery): void {
    const { positionsFile } = this.#parts;
    if (this.#isKept || Date.now() - this.#keptAt < interval) return;
    this.#keptAt = Date.now();
    this.#isKept = true;
    if (positionsFile === undefined) return;
    writeKept(positionsFile, JSON.stringify(Object.fromEntries(this.#positions)));
  }

  /** A new stream may name its shards as a former one did: the position is kept for both together. */
  #keyOf(shard: string): string {
    return `${this.#parts.streamArn} ${shard}`;
  }

  /** Retries in order: a failed batch holds up its shard, as in Lambda, until it is done or given up. */
  async #work(records: readonly EventRecord[], attempt: number): Promise<void> {
    if (records.length === 0 || this.#parts.signal.aborted) return;
    const { remaining, error } = await runOnce(this.#settings, records, this.#parts.run);
    if (remaining.length === 0 || this.#parts.signal.aborted) return;
    if (this.#settings.bisect && remaining.length > 1) return this.#halve(remaining, attempt);
    if (this.#spent(attempt)) return this.#parts.giveUp(remaining, error);
    await this.#pause(Math.min(1000, firstRetryAfter * 2 ** attempt));
    return this.#work(remaining, attempt + 1);
  }

  /** Lambda halves a failed batch without counting that as a retry. */
  async #halve(records: readonly EventRecord[], attempt: number): Promise<void> {
    const middle = Math.ceil(records.length / 2);
    await this.#work(records.slice(0, middle), attempt);
    await this.#work(records.slice(middle), attempt);
  }

  #spent(attempt: number): boolean {
    const { maximumRetries } = this.#settings;
    return maximumRetries >= 0 && attempt >= maximumRetries;
  }

  async #pause(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: this.#parts.signal }).catch(() => undefined);
  }
}
