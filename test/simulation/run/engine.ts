import { Agent, request } from 'node:http';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDb } from '../../../shared/aws/dynamoDb.ts';
import { embeddedTable } from '../../support/embeddedTable.ts';

/** What DynamoDB or KMS answered, as text of its protocol. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** The embedded engine with the two tables of one world: the table, and what its indexes show so far. */
export interface Engine {
  readonly table: string;
  readonly indexed: string;
  readonly dynamoDb: DynamoDb;
  post(target: string, body: object): Promise<RawAnswer>;
  close(): Promise<void>;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Two empty tables. */
export async function openEngine(): Promise<Engine> {
  const [table, indexed] = [await embeddedTable(), await embeddedTable()];
  const address = await table.client.config.endpoint?.();
  if (address === undefined) throw new Error('the engine has no address');
  const { hostname, port } = address;
  return {
    table: table.name,
    indexed: indexed.name,
    dynamoDb: table.dynamoDb,
    post: (target, body) => post({ hostname, port: port ?? 80 }, target, JSON.stringify(body)),
    close: async () => {
      for (const TableName of [table.name, indexed.name])
        await table.client.send(new DeleteTableCommand({ TableName }));
      table.client.destroy();
      indexed.client.destroy();
    },
  };
}

function post(at: { hostname: string; port: number }, target: string, body: string): Promise<RawAnswer> {
  const headers = {
    'Content-Type': 'application/x-amz-json-1.0',
    'Content-Length': Buffer.byteLength(body),
    'X-Amz-Target': `DynamoDB_20120810.${target}`,
    'X-Amz-Date': '20250101T000000Z',
    Authorization:
      'AWS4-HMAC-SHA256 Credential=test/20250101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00',
  };
  return new Promise((resolve, reject) => {
    const sent = request({ ...at, agent, method: 'POST', path: '/', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: inOrder(Buffer.concat(chunks).toString()) }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The engine tells maps and sets in any order: what nobody may rely on must not differ between two runs either. */
function inOrder(body: string): string {
  return JSON.stringify(sorted(JSON.parse(body)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(
    fields.map(([name, field]) => [name, name === 'SS' ? (field as string[]).sort() : sorted(field)]),
  );
}
