import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { startDynamoDb } from '../../infra/local/dynamoDb.ts';
import type { RunBatch } from '../../infra/local/streamBatch.ts';
import { sequenceNumber } from '../../infra/local/streamBatch.ts';
import { pagesOf } from '../../infra/local/streamPages.ts';
import { StreamsClient } from '../../infra/local/streamsClient.ts';
import { StreamPoller } from '../../infra/local/streamPoller.ts';
import type { MappingSettings, PollerParts } from '../../infra/local/streamPoller.ts';
import { ensureTable } from '../../infra/local/tables.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const mapping: MappingSettings = {
  name: 'mapping',
  table: 'things',
  functionArn: 'arn',
  batchSize: 10,
  maximumRetries: 1,
  bisect: true,
  reportsItemFailures: true,
  fromStart: true,
  onFailure: undefined,
  filters: [],
};

interface Change {
  readonly dynamodb: { readonly Keys: { readonly pk: { readonly S: string } } };
}
const keyOf = (record: unknown): string => (record as Change).dynamodb.Keys.pk.S;

const table = {
  name: 'things',
  properties: {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  },
};

/** A poller that ends with the test, or before by `stop`. */
function polling(
  parts: Omit<PollerParts, 'signal' | 'giveUp' | 'trouble'>,
  changes: Partial<MappingSettings>,
) {
  const ending = new AbortController();
  const givenUp: string[] = [];
  const giveUp: PollerParts['giveUp'] = (records) => void givenUp.push(...records.map(keyOf));
  const troubles: string[] = [];
  const trouble = (reason: string) => void troubles.push(reason);
  const poller = new StreamPoller(
    { ...mapping, ...changes },
    { ...parts, giveUp, trouble, signal: ending.signal },
  );
  const running = poller.run();
  const stop = async () => {
    ending.abort();
    await running;
  };
  return { givenUp, troubles, stop };
}

async function aStream({ onTestFinished }: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-'));
  const positionsFile = join(folder, 'positions.json');
  const engine = await startDynamoDb();
  const settings = { endpoint: engine.endpoint, region: 'us-east-1', credentials };
  const database = new DynamoDBClient(settings);
  const stops: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    for (const stop of stops) await stop();
    await engine.stop();
    rmSync(folder, { recursive: true });
  });
  const streamArn = (await ensureTable(database, table)) ?? '';
  const put = async (...keys: string[]) => {
    for (const key of keys) {
      const Item = { pk: { S: key }, bytes: { B: Buffer.from([255]) } };
      await database.send(new PutItemCommand({ TableName: 'things', Item }));
    }
  };
  const poll = (run: RunBatch, changes: Partial<MappingSettings> = {}) => {
    const client = new StreamsClient(settings);
    const started = polling({ client, streamArn, run, positionsFile }, changes);
    stops.push(started.stop);
    return started;
  };
  return { put, poll, positionsFile };
}

const done = { ok: true, payload: undefined } as const;
const failed = { ok: false, errorType: 'Error', errorMessage: 'no' } as const;

describe('an event source mapping', () => {
  it('hands over changes in order, in the form of Lambda, within a moment', async (test) => {
    const { put, poll } = await aStream(test);
    const seen: unknown[] = [];
    poll(async (records) => {
      seen.push(...records);
      return done;
    });
    await put('a', 'b');
    await expect.poll(() => seen.map(keyOf), { timeout: 2000, interval: 5 }).toEqual(['a', 'b']);
    expect(seen[0]).toMatchObject({
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      dynamodb: { NewImage: { pk: { S: 'a' }, bytes: { B: '/w==' } }, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    const { dynamodb } = seen[0] as { dynamodb: { ApproximateCreationDateTime: number } };
    expect(Math.abs(dynamodb.ApproximateCreationDateTime - Date.now() / 1000)).toBeLessThan(60);
  });

  it('goes on after the last finished batch when it is started again', async (test) => {
    const { put, poll } = await aStream(test);
    const first: string[] = [];
    const second: string[] = [];
    await put('a');
    const earlier = poll(async (records) => {
      first.push(...records.map(keyOf));
      return done;
    });
    await expect.poll(() => first, { timeout: 2000, interval: 5 }).toEqual(['a']);
    await earlier.stop();
    await put('b');
    poll(async (records) => {
      second.push(...records.map(keyOf));
      return done;
    });
    await expect.poll(() => second, { timeout: 2000, interval: 5 }).toEqual(['b']);
  });

  it.for(['', '{"shard', '[]', '{"shard":{}}'])(
    'hands over everything once more, and says why, where %j is all that is left of what it kept',
    async (left, test) => {
      const { put, poll, positionsFile } = await aStream(test);
      const seen: string[] = [];
      const run: RunBatch = async (records) => {
        seen.push(...records.map(keyOf));
        return done;
      };
      await put('a');
      const earlier = poll(run);
      await expect.poll(() => seen, { timeout: 2000, interval: 5 }).toEqual(['a']);
      await earlier.stop();
      expect(Object.keys(JSON.parse(readFileSync(positionsFile, 'utf8')) as object)).toHaveLength(1);
      writeFileSync(positionsFile, left);
      await put('b');
      const { troubles } = poll(run, { fromStart: false });
      await expect.poll(() => seen, { timeout: 2000, interval: 5 }).toEqual(['a', 'a', 'b']);
      expect(troubles).toEqual([`${positionsFile} is damaged: the stream is read from its beginning`]);
    },
  );

  it('halves a failed batch until the bad record is alone, and gives that one up', async (test) => {
    const { put, poll } = await aStream(test);
    const seen = new Set<string>();
    await put('a', 'bad', 'c', 'd');
    const { givenUp } = poll(
      async (records) => {
        if (records.map(keyOf).includes('bad')) return failed;
        for (const record of records) seen.add(keyOf(record));
        return done;
      },
      { reportsItemFailures: false },
    );
    await expect.poll(() => [...seen], { timeout: 3000, interval: 5 }).toEqual(['a', 'c', 'd']);
    expect(givenUp).toEqual(['bad']);
  });

  it('repeats from the first record that was reported as failed', async (test) => {
    const { put, poll } = await aStream(test);
    const batches: string[][] = [];
    await put('a', 'b', 'c');
    poll(
      async (records) => {
        batches.push(records.map(keyOf));
        const second = records[1];
        const again = batches.length === 1 && second ? [{ itemIdentifier: sequenceNumber(second) }] : [];
        return { ok: true, payload: JSON.stringify({ batchItemFailures: again }) };
      },
      { bisect: false },
    );
    await expect
      .poll(() => batches, { timeout: 2000, interval: 5 })
      .toEqual([
        ['a', 'b', 'c'],
        ['b', 'c'],
      ]);
  });

  it('hands over only what passes a filter', async (test) => {
    const { put, poll } = await aStream(test);
    const seen: string[] = [];
    await put('user#1', 'role#1', 'user#2');
    poll(
      async (records) => {
        seen.push(...records.map(keyOf));
        return done;
      },
      { filters: [{ eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'user#' }] } } } }] },
    );
    await expect.poll(() => seen, { timeout: 2000, interval: 5 }).toEqual(['user#1', 'user#2']);
  });

  it('reads a page once for all mappings that are at the same place', async () => {
    const asked: string[] = [];
    const call = (_name: string, { ShardIterator = '' }: { readonly ShardIterator?: string }) => {
      asked.push(ShardIterator);
      return Promise.resolve({ Records: [], NextShardIterator: `after ${ShardIterator}` });
    };
    const pages = pagesOf({ call } as unknown as StreamsClient);
    const { signal } = new AbortController();
    const iterators = ['here', 'here', 'there'];
    const read = iterators.map((iterator) => pages.read({ iterator, limit: 100, streamArn: 'arn' }, signal));
    expect((await Promise.all(read)).map(({ next }) => next)).toEqual([
      'after here',
      'after here',
      'after there',
    ]);
    expect(asked).toEqual(['here', 'there']);
  });
});
