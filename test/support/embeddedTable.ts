import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../../infra/local/dynamoDb.ts';
import { ensureTable } from '../../infra/local/tables.ts';
import { DynamoDb } from '../../shared/aws/dynamoDb.ts';
import { Table } from '../../shared/store/table.ts';
import { Usage } from '../../shared/store/usage.ts';

/** A table of the embedded DynamoDB, with the door to it that the product uses. */
export interface EmbeddedTable {
  readonly name: string;
  /** What the engine can do beyond what the product calls. */
  readonly client: DynamoDBClient;
  readonly dynamoDb: DynamoDb;
  readonly table: Table;
  readonly usage: Usage;
}

const sortAttributes = ['byName', 'byCreated', 'byActive', 'byRole'];

/**
 * The table of infra/serviceTable.ts, which tests of the template hold in this form, without its stream: nobody reads it here,
 * and the engine looks through all records of it at every write.
 */
const properties = {
  AttributeDefinitions: ['pk', 'sk', 'listPk', ...sortAttributes].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: keySchema('pk', 'sk'),
  GlobalSecondaryIndexes: sortAttributes.map((IndexName) => ({
    IndexName,
    KeySchema: keySchema('listPk', IndexName),
    Projection: { ProjectionType: 'ALL' },
  })),
  TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
};

function keySchema(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
}

let engine: ReturnType<typeof startDynamoDb> | undefined;
let tables = 0;

async function engineSettings() {
  const { endpoint } = await (engine ??= startDynamoDb());
  return { ...testSettings, endpoint };
}

/** Settings of a client that does not try again. */
export const testSettings = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
};

/** A client of the engine of this process: in memory, started once, gone with the process. */
export async function engineClient(): Promise<DynamoDBClient> {
  return new DynamoDBClient(await engineSettings());
}

/** An empty table of its own. */
export async function embeddedTable(): Promise<EmbeddedTable> {
  const client = await engineClient();
  tables += 1;
  const name = `test-${process.pid}-${tables}`;
  await ensureTable(client, { name, properties });
  const usage = new Usage();
  const dynamoDb = new DynamoDb(await engineSettings());
  return { name, client, dynamoDb, usage, table: new Table(name, usage, dynamoDb) };
}
