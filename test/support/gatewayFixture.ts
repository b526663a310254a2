import type { TestContext } from 'vitest';
import { readApi } from '../../infra/local/apiDefinition.ts';
import { Gateway } from '../../infra/local/gateway.ts';
import type { InvocationResult } from '../../infra/local/executionEnvironment.ts';

/** The ARN of a function called so. */
export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

const uriOf = (name: string): string =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn(name)}/invocations`;

/** A method that a function called `target` serves. */
export const calls = (target: string, more: object = {}): object => ({
  responses: {},
  'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: uriOf(target), ...more },
});

/** A REQUEST authorizer, with the settings under test. */
export const authorizedBy = (settings: object): object => ({
  components: {
    securitySchemes: {
      door: {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        'x-amazon-apigateway-authtype': 'custom',
        'x-amazon-apigateway-authorizer': {
          type: 'request',
          authorizerUri: uriOf('authorizer'),
          ...settings,
        },
      },
    },
  },
  security: [{ door: [] }],
});

/** What an authorizer answers that allows or denies some method ARNs. */
export const policy = (Effect: 'Allow' | 'Deny', Resource: string, context: object = {}): object => ({
  principalId: 'someone',
  policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
  context,
});

/** An event as a function gets it, as far as these tests look into it. */
export interface SeenEvent {
  readonly methodArn: string;
  readonly resource: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly multiValueHeaders: Record<string, string[]>;
  readonly queryStringParameters: Record<string, string> | null;
  readonly multiValueQueryStringParameters: Record<string, string[]> | null;
  readonly pathParameters: Record<string, string> | null;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly authorizer?: Record<string, unknown>;
    readonly identity: { readonly sourceIp: string };
    readonly resourcePath: string;
    readonly requestId: string;
  };
}

/** A function under test: what it answers, or throws. */
export type Served = (event: SeenEvent) => unknown;

/** A gateway on a free port, its functions running in this process. */
export interface ServedApi {
  readonly url: string;
  readonly port: number;
  /** Names of the functions called so far, in order. */
  readonly called: readonly string[];
  /** The last event that a function got. */
  lastEvent(name: string): SeenEvent;
}

/** Serves an API document with functions of the test; stops when the test ends. */
export async function serveApi(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  document: object,
  setup: {
    functions: Record<string, Served>;
    now?: () => number;
    throttle?: { rate: number; burst: number };
  },
): Promise<ServedApi> {
  const called: string[] = [];
  const events = new Map<string, SeenEvent>();
  const invoke = async (arn: string, event: object): Promise<InvocationResult> => {
    const name = arn.split(':')[6] ?? '';
    called.push(name);
    const seen = JSON.parse(JSON.stringify(event)) as SeenEvent;
    events.set(name, seen);
    try {
      return { ok: true, payload: JSON.stringify(await setup.functions[name]?.(seen)) };
    } catch (error) {
      return { ok: false, errorType: 'Error', errorMessage: (error as Error).message };
    }
  };
  const gateway = new Gateway(invoke, setup.now ?? (() => 1_700_000_000_000));
  onTestFinished(() => gateway.close());
  const place = { apiId: 'api0', stage: 'v1', region: 'us-east-1', account: '000000000000' };
  gateway.deploy(readApi(document as Record<string, unknown>, { ...place, throttle: setup.throttle }));
  const port = await gateway.listen(0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    called,
    lastEvent: (name) => {
      const event = events.get(name);
      if (!event) throw new Error(`${name} was not called`);
      return event;
    },
  };
}

/** Sends bytes as they are and answers all that comes back. */
export async function sendBytes(port: number, bytes: string | Buffer): Promise<string> {
  const { connect } = await import('node:net');
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
