import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDb } from '../../shared/aws/dynamoDb.ts';
import { testSettings } from './embeddedTable.ts';

/** What to answer to the calls that come, in order; the last answer stays. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A DynamoDB endpoint on loopback that says what a test tells it to: outages that the embedded one does not have. */
export interface ScriptedDynamoDb {
  readonly client: DynamoDb;
  readonly port: number;
  /** Bodies of the calls so far. */
  readonly calls: unknown[];
  close(): Promise<void>;
}

/** An answer of `TransactWriteItems` that was cancelled for these reasons. */
export function cancelled(...codes: readonly string[]): ScriptedAnswer {
  return {
    status: 400,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      message: 'Transaction cancelled',
      CancellationReasons: codes.map((Code) => ({ Code })),
    },
  };
}

/** An error of that type. */
export function failing(type: string, status = 400): ScriptedAnswer {
  return { status, body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type } };
}

/** Starts the endpoint. */
export async function scriptedDynamoDb(...answers: readonly ScriptedAnswer[]): Promise<ScriptedDynamoDb> {
  const calls: unknown[] = [];
  const server = createServer((request, response) => {
    void readAll(request).then((text) => {
      const { status, body } = answers[Math.min(calls.length, answers.length - 1)] ?? {
        status: 500,
        body: {},
      };
      calls.push(JSON.parse(text));
      response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { client: clientOf(`http://127.0.0.1:${port}`), port, calls, close: () => closed(server) };
}

/** A client of that address which does not try again. */
export function clientOf(endpoint: string): DynamoDb {
  return new DynamoDb({ ...testSettings, endpoint });
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
