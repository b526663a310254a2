import {
  CreateTableCommand,
  DescribeTableCommand,
  ResourceNotFoundException,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type {
  AttributeDefinition,
  CreateTableCommandInput,
  DynamoDBClient,
  GlobalSecondaryIndex,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import { asRecord, asString } from './json.ts';
import type { JsonRecord } from './json.ts';

/** A table of a template, its references resolved. */
export interface TableSettings {
  readonly name: string;
  readonly properties: JsonRecord;
}

function indexesOf(properties: JsonRecord): GlobalSecondaryIndex[] {
  const indexes = (properties['GlobalSecondaryIndexes'] ?? []) as GlobalSecondaryIndex[];
  return indexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
}

/** The properties that every DynamoDB understands; backups and encryption mean nothing locally. */
function creation({ name, properties }: TableSettings): CreateTableCommandInput {
  const indexes = indexesOf(properties);
  const stream = asRecord(properties['StreamSpecification'])['StreamViewType'];
  return {
    TableName: name,
    AttributeDefinitions: properties['AttributeDefinitions'] as AttributeDefinition[],
    KeySchema: properties['KeySchema'] as CreateTableCommandInput['KeySchema'],
    BillingMode: 'PAY_PER_REQUEST',
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    ...(stream !== undefined && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: asString(stream) as 'NEW_AND_OLD_IMAGES' },
    }),
  };
}

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(client: DynamoDBClient, table: TableSettings): Promise<void> {
  await client.send(new CreateTableCommand(creation(table)));
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: table.name });
  const { AttributeName } = asRecord(table.properties['TimeToLiveSpecification']);
  if (AttributeName === undefined) return;
  const TimeToLiveSpecification = { AttributeName: asString(AttributeName), Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName: table.name, TimeToLiveSpecification }));
}

/** An index that the template gained since the table was made is added, as a deployment would. */
async function addIndexes(
  client: DynamoDBClient,
  table: TableSettings,
  found: TableDescription,
): Promise<void> {
  const present = new Set(found.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  for (const index of indexesOf(table.properties).filter(({ IndexName }) => !present.has(IndexName))) {
    await client.send(
      new UpdateTableCommand({
        TableName: table.name,
        AttributeDefinitions: table.properties['AttributeDefinitions'] as AttributeDefinition[],
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      }),
    );
  }
}

/** Makes what is missing of a table; answers the ARN of its stream, where it has one. */
export async function ensureTable(client: DynamoDBClient, table: TableSettings): Promise<string | undefined> {
  const found = await describe(client, table.name);
  if (found) await addIndexes(client, table, found);
  else await create(client, table);
  const current = found ?? (await describe(client, table.name));
  return current?.LatestStreamArn;
}
