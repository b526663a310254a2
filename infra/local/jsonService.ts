import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asRecord } from './json.ts';
import type { JsonRecord } from './json.ts';
import { receiveBody } from './receiveBody.ts';

/** A refusal in the service's own words: `name` is the exception, the answer's status is 400. */
export class ServiceFailure extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** A service of the AWS JSON 1.1 protocol. */
export interface JsonService {
  /** What stands before the operation in X-Amz-Target: `TrentService`. */
  readonly target: string;
  /** The exception for what is no refusal. */
  readonly internal: string;
  /** @throws ServiceFailure */
  answer(operation: string, input: JsonRecord): JsonRecord;
}

/** A service that listens on loopback. */
export interface RunningService {
  readonly endpoint: string;
  stop(): Promise<void>;
}

async function answer(message: IncomingMessage, service: JsonService): Promise<JsonRecord> {
  const [target, operation = ''] = String(message.headers['x-amz-target'] ?? '').split('.');
  const body = await receiveBody(message);
  const text = Buffer.isBuffer(body) && body.length > 0 ? body.toString('utf8') : '{}';
  return service.answer(target === service.target ? operation : '', asRecord(JSON.parse(text)));
}

/** Starts a service on a free port. */
export async function startJsonService(service: JsonService): Promise<RunningService> {
  const server = createServer((message, response) => {
    const send = (status: number, body: JsonRecord): void => {
      response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    };
    answer(message, service).then(
      (body) => send(200, body),
      (error: unknown) => {
        const { name, message: text } = error instanceof Error ? error : new Error(String(error));
        const known = error instanceof ServiceFailure;
        send(known ? 400 : 500, { __type: known ? name : service.internal, message: text });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
