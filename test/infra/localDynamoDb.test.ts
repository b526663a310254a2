import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { engineExecutable, startDynamoDb } from '../../infra/local/dynamoDb.ts';
import { memoryFolder } from '../../infra/local/memoryFolder.ts';
import { ensureTable } from '../../infra/local/tables.ts';

const place = { region: 'us-east-1' };
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

function aFolder({ onTestFinished }: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('the embedded DynamoDB', () => {
  const table = (index?: string) => ({
    name: 'things',
    properties: {
      AttributeDefinitions: ['pk', ...(index ? [index] : [])].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      ...(index && {
        GlobalSecondaryIndexes: [
          {
            IndexName: index,
            KeySchema: [{ AttributeName: index, KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    },
  });

  it('makes tables as the template asks, adds a new index, and keeps data over a restart', async (test) => {
    const file = join(aFolder(test), 'db.sqlite');
    const first = await startDynamoDb(file);
    const client = new DynamoDBClient({ endpoint: first.endpoint, region: place.region, credentials });
    expect(await ensureTable(client, table())).toContain(':table/things/stream/');
    const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: 'things' }));
    expect(ttl.TimeToLiveDescription).toMatchObject({ AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' });
    await client.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: 'a' } } }));
    await first.stop();

    const second = await startDynamoDb(file);
    test.onTestFinished(() => second.stop());
    const again = new DynamoDBClient({ endpoint: second.endpoint, region: place.region, credentials });
    await ensureTable(again, table('byName'));
    const { Table } = await again.send(new DescribeTableCommand({ TableName: 'things' }));
    expect(Table?.ItemCount).toBe(1);
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['byName']);
  });

  it('finds the last stream record and the next ones to read without looking through all', async (test) => {
    const file = join(aFolder(test), 'db.sqlite');
    const engine = await startDynamoDb(file);
    test.onTestFinished(() => engine.stop());
    const database = new DatabaseSync(file);
    test.onTestFinished(() => database.close());
    const number = 'CAST(sequence_number AS INTEGER)';
    const asked = [
      `SELECT COALESCE(MAX(${number}), 0) + 1 FROM _stream_records WHERE table_name = 't'`,
      `SELECT * FROM _stream_records WHERE table_name = 't' AND shard_id = 's' AND ${number} > 1 ORDER BY ${number} ASC LIMIT 10`,
    ];
    const plans = asked.map((query) => database.prepare(`EXPLAIN QUERY PLAN ${query}`).all());
    expect(plans).toEqual([
      [expect.objectContaining({ detail: expect.stringContaining('INDEX streamNumbers') })],
      [expect.objectContaining({ detail: expect.stringContaining('INDEX streamOrder') })],
    ]);
  });

  it('keeps in memory what it was given no file for, and leaves nothing where that is', async (test) => {
    const places = () => (existsSync('/dev/shm') ? readdirSync('/dev/shm') : []);
    const before = places();
    const engine = await startDynamoDb();
    test.onTestFinished(() => engine.stop());
    const client = new DynamoDBClient({ endpoint: engine.endpoint, region: place.region, credentials });
    await ensureTable(client, table());
    await client.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: 'a' } } }));
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'things' }));
    expect(Table?.ItemCount).toBe(1);
    const made = places().filter((name) => name.startsWith('service-users-') && !before.includes(name));
    // Another test may be starting an engine right now: its folder goes, too.
    await expect.poll(() => places().filter((name) => made.includes(name))).toEqual([]);
  });

  it.each(['/nowhere', '/proc'])(
    'takes no place for files in memory that is missing or full: %s',
    (folder) => {
      expect(memoryFolder(folder)).toBeUndefined();
    },
  );

  it('ends with this process, however that ends', async () => {
    const start = `import { startDynamoDb } from './infra/local/dynamoDb.ts';
      console.log((await startDynamoDb()).endpoint); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', start], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const endpoint = line.toString('utf8').trim();
    const alive = async () =>
      fetch(endpoint).then(
        () => true,
        () => false,
      );
    expect(await alive()).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'close');
    await expect.poll(alive, { timeout: 5000, interval: 20 }).toBe(false);
  });

  it('says what to do where there is no engine for the platform', () => {
    expect(() => engineExecutable('sunos', 'sparc')).toThrow(
      /@dynoxide\/sunos-sparc.*AWS_ENDPOINT_URL_DYNAMODB/s,
    );
  });
});
