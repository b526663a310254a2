import { Agent, createServer, request as send } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDb } from '../../shared/aws/dynamoDb.ts';

/** What the interposer does with the requests to DynamoDB that a rule meets. */
export interface Rule {
  /** DynamoDB's name of the call: `TransactWriteItems`. */
  readonly call: 'TransactWriteItems' | 'BatchGetItem' | 'Query' | 'UpdateItem';
  /** Only requests whose body holds this text: the id of something that one test alone uses. */
  readonly holding: string;
  /** How many of those are let through first. */
  readonly skip?: number;
  readonly effect:
    | { readonly kind: 'hold' }
    | { readonly kind: 'fail'; readonly status: number }
    /** Items of the transaction whose text holds `failing` are answered as those whose condition did not hold. */
    | { readonly kind: 'cancel'; readonly failing: string };
}

/** Something that happens once. */
interface Signal {
  readonly promise: Promise<void>;
  resolve(): void;
}

interface Armed extends Rule {
  seen: number;
  /** Answered once the rule was met. */
  readonly met: Signal;
  /** Answered once the rule is taken away. */
  readonly released: Signal;
}

const prefix = '/interposed/';
const emptyAnswer = (response: ServerResponse, status: number): void => void response.writeHead(status).end();

/**
 * Stands between the product and DynamoDB and lets everything through, but for what a test asks it to hold or refuse: a race
 * that would need luck is then decided by the test. Controlled over HTTP, since tests run in other threads.
 */
export class Interposer {
  readonly #target: URL;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #rules = new Map<string, Armed>();

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
      this.#serve(message, response).catch(() => response.destroy());
    });
  }

  /** Starts before the DynamoDB at that address. */
  static async start(target: string): Promise<{ endpoint: string; stop(): Promise<void> }> {
    const interposer = new Interposer(target);
    const server = interposer.#server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      stop: () => interposer.#stop(),
    };
  }

  async #stop(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
    this.#agent.destroy();
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = message.url ?? '';
    if (path.startsWith(prefix)) return await this.#control(message, response, body);
    const rule = this.#match(message.headers, body);
    if (rule === undefined) return this.#forward({ message, body }, response);
    const { effect, met, released } = rule;
    met.resolve();
    if (effect.kind === 'fail') return emptyAnswer(response, effect.status);
    if (effect.kind === 'cancel') return cancel(response, body, effect.failing);
    await released.promise;
    this.#forward({ message, body }, response);
  }

  #match(headers: IncomingHttpHeaders, body: Buffer): Armed | undefined {
    if (this.#rules.size === 0) return undefined;
    const call = String(headers['x-amz-target']).split('.')[1];
    const text = body.toString('utf8');
    const rule = [...this.#rules.values()].find((one) => one.call === call && text.includes(one.holding));
    if (rule === undefined) return undefined;
    rule.seen += 1;
    const first = rule.seen === (rule.skip ?? 0) + 1;
    // Only one request is held: what races with it has to get through.
    return rule.effect.kind === 'hold' ? (first ? rule : undefined) : rule;
  }

  /** PUT arms a rule, GET answers once it was met, DELETE takes it away. */
  async #control(message: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const id = (message.url ?? '').slice(prefix.length);
    const rule = this.#rules.get(id);
    if (message.method === 'PUT') {
      const made = JSON.parse(body.toString('utf8')) as Rule;
      const signal = (): Signal => Promise.withResolvers();
      this.#rules.set(id, { ...made, seen: 0, met: signal(), released: signal() });
    }
    if (message.method === 'GET') await rule?.met.promise;
    if (message.method === 'DELETE') {
      this.#rules.delete(id);
      rule?.released.resolve();
    }
    emptyAnswer(response, 204);
  }

  #forward({ message, body }: { message: IncomingMessage; body: Buffer }, response: ServerResponse): void {
    const { hostname, port } = this.#target;
    const { method = 'POST', url = '/', headers } = message;
    const onward = send({ hostname, port, method, path: url, headers, agent: this.#agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  }
}

/** The answer of DynamoDB to a transaction in which some conditions did not hold. */
function cancel(response: ServerResponse, body: Buffer, failing: string): void {
  const { TransactItems } = JSON.parse(body.toString('utf8')) as { TransactItems: unknown[] };
  const CancellationReasons = TransactItems.map((item) =>
    JSON.stringify(item).includes(failing)
      ? { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }
      : { Code: 'None' },
  );
  response.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.0' });
  const __type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
  response.end(JSON.stringify({ __type, Message: 'Transaction cancelled', CancellationReasons }));
}

const onThisMachine = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

/** A client of a DynamoDB on this machine: the SDK's, which can do what the product does not. */
export function localDynamoDb(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint, ...onThisMachine });
}

/** The same as the product calls it. */
export function productDynamoDb(endpoint: string): DynamoDb {
  return new DynamoDb({ endpoint, ...onThisMachine });
}
