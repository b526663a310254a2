import { existsSync, openSync, writeSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** What the host hands to a new environment. */
export interface EnvironmentStart {
  readonly directory: string;
  readonly handler: string;
  readonly compileCache: string;
  /** Where the output goes. */
  readonly log: string;
}

/** One invocation, host to environment; `deadline` in milliseconds since the epoch. */
export interface InvocationMessage {
  readonly requestId: string;
  readonly arn: string;
  readonly event: string;
  readonly deadline: number;
}

/** What an environment reports to the host. */
export type EnvironmentMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly requestId: string; readonly payload: string | undefined }
  | {
      readonly kind: 'failure';
      readonly requestId: string;
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: string;
    };

type Handler = (event: unknown, context: object) => unknown;

function post(message: EnvironmentMessage): void {
  parentPort?.postMessage(message);
}

/** Written here and at once: a request's lines are in the log before its answer is sent, however its environment ends. */
function redirectOutput(stream: NodeJS.WriteStream, file: number): void {
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    if (typeof chunk === 'string') writeSync(file, chunk);
    else writeSync(file, chunk);
    const done = rest.at(-1);
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  };
}

async function loadHandler({ directory, handler }: EnvironmentStart): Promise<Handler> {
  const dot = handler.lastIndexOf('.');
  const base = join(directory, handler.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs'].map((ending) => base + ending).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`No module for handler ${handler}`);
  const module: Record<string, unknown> = await import(pathToFileURL(file).href);
  const found = module[handler.slice(dot + 1)];
  if (typeof found !== 'function') throw new Error(`${handler} is not a function`);
  return found as Handler;
}

const { env } = process;
const fixedContext = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
  functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
  logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
  logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
  memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
};

function contextOf({ requestId, arn, deadline }: InvocationMessage): object {
  return {
    ...fixedContext,
    awsRequestId: requestId,
    invokedFunctionArn: arn,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function failureOf(requestId: string, thrown: unknown): EnvironmentMessage {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    kind: 'failure',
    requestId,
    errorType: error.name,
    errorMessage: error.message,
    trace: error.stack ?? '',
  };
}

async function invoke(handler: Handler, message: InvocationMessage): Promise<EnvironmentMessage> {
  const { requestId } = message;
  process.env['_X_AMZN_TRACE_ID'] = `Root=1-00000000-${requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`;
  try {
    const answer = await handler(JSON.parse(message.event), contextOf(message));
    return { kind: 'answer', requestId, payload: JSON.stringify(answer) };
  } catch (thrown) {
    return failureOf(requestId, thrown);
  }
}

async function main(): Promise<void> {
  const start: EnvironmentStart = workerData;
  // Appending, as everybody who writes to the log: no line ends up inside of another.
  const file = openSync(start.log, 'a', 0o600);
  redirectOutput(process.stdout, file);
  redirectOutput(process.stderr, file);
  enableCompileCache(start.compileCache);
  const handler = await loadHandler(start);
  let flushed = false;
  parentPort?.on('message', (message: InvocationMessage) => {
    void invoke(handler, message).then((answer) => {
      post(answer);
      // Written after the first answer: an environment is ended by force, which would lose the cache.
      if (!flushed) flushCompileCache();
      flushed = true;
    });
  });
  post({ kind: 'ready' });
}

await main();
