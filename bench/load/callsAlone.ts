import { randomUUID } from 'node:crypto';
import { Agent, request as send } from 'node:http';
import type { ProductAddresses } from '../../test/support/localProduct.ts';
import { peerRequests } from '../peers/peerRequests.ts';
import { connectionCounts } from './request.ts';

/** The calls of one task at one number of connections, and nothing else. */
export interface AloneRow {
  readonly name: string;
  readonly connections: number;
  readonly perSecond: number;
}

type Call = (target: string, body: object) => Promise<Record<string, unknown>>;

/**
 * How often a bare client gets through the calls to DynamoDB and KMS that a task has, one after the other as in the product: no
 * gateway, no functions, nothing signed or checked. No product that makes these calls is faster on this machine.
 */
export async function callsAlone(product: ProductAddresses, milliseconds: number): Promise<AloneRow[]> {
  const agent = new Agent({ keepAlive: true });
  const table = await tableOf(caller(product.dynamodb, agent));
  const tasks = tasksOn(product, { agent, table });
  const rows: AloneRow[] = [];
  for (const [name, task] of Object.entries(tasks)) {
    for (const connections of connectionCounts) {
      await perSecond(task, connections, milliseconds / 2);
      rows.push({ name, connections, perSecond: await perSecond(task, connections, milliseconds) });
    }
  }
  agent.destroy();
  return rows;
}

async function tableOf(dynamoDb: Call): Promise<{ name: string; keys: object[] }> {
  const [name = ''] = (await dynamoDb('DynamoDB_20120810.ListTables', {}))['TableNames'] as string[];
  const scanned = await dynamoDb('DynamoDB_20120810.Scan', { TableName: name, Limit: 2 });
  const keys = (scanned['Items'] as Record<string, object>[]).map(({ pk, sk }) => ({ pk, sk }));
  return { name, keys };
}

/** Token and user are read at once, and a verified call needs no more. */
function tasksOn(
  { dynamodb, kms, keyId }: ProductAddresses,
  { agent, table }: { agent: Agent; table: { name: string; keys: object[] } },
): Record<string, () => Promise<unknown>> {
  const [dynamoDb, kmsCall] = [caller(dynamodb, agent), caller(kms, agent)];
  const read = (Keys: object[]) =>
    dynamoDb('DynamoDB_20120810.BatchGetItem', {
      RequestItems: { [table.name]: { Keys, ConsistentRead: true } },
    });
  const sign = () =>
    kmsCall('TrentService.Sign', {
      KeyId: keyId,
      Message: Buffer.alloc(600, 'e').toString('base64'),
      MessageType: 'RAW',
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
  const store = () => dynamoDb('DynamoDB_20120810.TransactWriteItems', sessionWrite(table.name));
  return {
    [peerRequests.issue]: async () => {
      await read(table.keys);
      await sign();
      await store();
    },
    [peerRequests.verify]: () => read(table.keys),
  };
}

function sessionWrite(TableName: string): object {
  const put = { TableName, Item: sessionItem(randomUUID()), ConditionExpression: 'attribute_not_exists(pk)' };
  return { ClientRequestToken: randomUUID(), TransactItems: [{ Put: put }] };
}

function sessionItem(id: string): Record<string, object> {
  const texts = { pk: `USER#bench ${id}`, sk: `SESSION#${id}`, entity: 'session', sessionId: id, userId: id };
  const numbers = { issuedAt: 1, expiresAt: 2, generation: 1, personGeneration: 1, ttl: 4_000_000_000 };
  return {
    ...Object.fromEntries(Object.entries(texts).map(([name, S]) => [name, { S }])),
    ...Object.fromEntries(Object.entries(numbers).map(([name, N]) => [name, { N: String(N) }])),
    source: { M: { kind: { S: 'token' }, hash: { S: id }, tokenId: { S: id } } },
  };
}

async function perSecond(task: () => Promise<unknown>, clients: number, milliseconds: number) {
  const begun = performance.now();
  let done = 0;
  const client = async (): Promise<void> => {
    for (; performance.now() < begun + milliseconds; done += 1) await task();
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (done * 1000) / (performance.now() - begun);
}

function caller(url: string, agent: Agent): Call {
  return (target, body) =>
    new Promise((resolve, reject) => {
      const headers = { ...signed, 'x-amz-target': target };
      const sent = send(url, { method: 'POST', headers, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) resolve(JSON.parse(text) as Record<string, unknown>);
          else reject(new Error(`${target} answered ${response.statusCode}: ${text}`));
        });
      });
      sent.on('error', reject);
      sent.end(JSON.stringify(body));
    });
}

/** Of a signed request; neither the embedded DynamoDB nor the local KMS looks at the signature. */
const signed = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/any/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
};
