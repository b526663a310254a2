import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb, type DynamoDb } from '../../infra/local/dynamoDb.ts';
import { ensureTable } from '../../infra/local/tables.ts';
import { Table } from '../../shared/store/table.ts';
import { Usage } from '../../shared/store/usage.ts';

/** A table of the embedded DynamoDB, with the door to it that the product uses. */
export interface EmbeddedTable {
  readonly name: string;
  readonly client: DynamoDBClient;
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

let engine: Promise<DynamoDb> | undefined;
let tables = 0;

/** A client of the engine of this process: in memory, started once, gone with the process. */
export async function engineClient(): Promise<DynamoDBClient> {
  const { endpoint } = await (engine ??= startDynamoDb());
  return new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
}

/** An empty table of its own. */
export async function embeddedTable(): Promise<EmbeddedTable> {
  const client = await engineClient();
  tables += 1;
  const name = `test-${process.pid}-${tables}`;
  await ensureTable(client, { name, properties });
  const usage = new Usage();
  return { name, client, usage, table: new Table(name, usage, client) };
}
