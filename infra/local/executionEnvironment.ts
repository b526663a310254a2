import { randomUUID } from 'node:crypto';
import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { FunctionLog } from './functionLog.ts';
import type { EnvironmentMessage, EnvironmentStart, InvocationMessage } from './lambdaShim.ts';

/** A deployed function, as its template describes it. */
export interface FunctionSettings {
  readonly name: string;
  readonly arn: string;
  /** Folder of the bundle. */
  readonly directory: string;
  /** Lambda syntax: `index.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether Lambda's own log format is JSON. */
  readonly jsonLogs: boolean;
}

/** What Lambda's Invoke answers: the payload as JSON text, or the function error. */
export type InvocationResult =
  | { readonly ok: true; readonly payload: string | undefined }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

/** Lambda's limit for a synchronous request and its answer: 6 MB. */
export const payloadLimitBytes = 6 * 1024 * 1024;

interface Pending {
  readonly requestId: string;
  readonly settle: (result: InvocationResult) => void;
  timer: NodeJS.Timeout | undefined;
}

/** Where an environment lives: the same for all functions of one host. */
export interface EnvironmentSurroundings {
  readonly log: FunctionLog;
  /** Variables that Lambda itself sets: region, credentials, endpoints. */
  readonly platform: Readonly<Record<string, string>>;
  /** Folder of V8's code cache, so that a later cold start compiles nothing. */
  readonly compileCache: string;
}

function environmentVariables(settings: FunctionSettings, platform: Readonly<Record<string, string>>) {
  return {
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    ...settings.environment,
    ...platform,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `local/[$LATEST]${randomUUID().replaceAll('-', '')}`,
    LAMBDA_TASK_ROOT: settings.directory,
    ...(settings.jsonLogs && { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'INFO' }),
  };
}

/** One Lambda execution environment: a worker thread that serves one request at a time. */
export class ExecutionEnvironment {
  readonly settings: FunctionSettings;
  readonly #log: FunctionLog;
  readonly #worker: Worker;
  #ready = false;
  #alive = true;
  #pending: Pending | undefined;
  #held: InvocationMessage | undefined;
  #begun: EventLoopUtilization | undefined;

  constructor(settings: FunctionSettings, surroundings: EnvironmentSurroundings) {
    this.settings = settings;
    this.#log = surroundings.log;
    const start: EnvironmentStart = {
      directory: settings.directory,
      handler: settings.handler,
      compileCache: surroundings.compileCache,
      log: surroundings.log.path,
    };
    this.#worker = new Worker(new URL('./lambdaShim.ts', import.meta.url), {
      workerData: start,
      env: environmentVariables(settings, surroundings.platform),
      resourceLimits: { maxOldGenerationSizeMb: settings.memoryMb },
      // Not to this process's own output, which dozens of environments would listen on: it is the log's.
      stdout: true,
      stderr: true,
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      stream.on('data', (chunk: Buffer) => this.#log.write(chunk.toString()));
    }
    this.#worker.on('message', (message: EnvironmentMessage) => this.#receive(message));
    this.#worker.on('error', (error) => this.#crash('Runtime.ExitError', error));
    this.#worker.on('exit', () => this.#crash('Runtime.ExitError', new Error('Runtime exited')));
  }

  /** Whether it can serve another request. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Whether it has mostly waited for something since its invocation began, in place of computing. */
  get waits(): boolean {
    if (!this.#begun) return false;
    const sinceThen = performance.eventLoopUtilization(this.#utilization(), this.#begun);
    return sinceThen.utilization < 0.5;
  }

  /** Runs one invocation; the host never calls this while another is under way. */
  invoke(requestId: string, event: string): Promise<InvocationResult> {
    return new Promise((settle) => {
      this.#pending = { requestId, settle, timer: undefined };
      this.#held = { requestId, event, arn: this.settings.arn, deadline: 0 };
      if (this.#ready) this.#dispatch();
    });
  }

  /** Ends the thread; an invocation under way fails. */
  async end(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }

  /** The time-out starts here, not at the cold start: Lambda counts initialisation apart. */
  #dispatch(): void {
    const { timeoutSeconds } = this.settings;
    if (!this.#held || !this.#pending) return;
    const deadline = Date.now() + timeoutSeconds * 1000;
    this.#begun = this.#utilization();
    this.#worker.postMessage({ ...this.#held, deadline });
    this.#held = undefined;
    this.#pending.timer = setTimeout(() => {
      const message = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
      this.#fail('Sandbox.Timedout', message, message);
      void this.end();
    }, timeoutSeconds * 1000);
  }

  #utilization(): EventLoopUtilization {
    return this.#worker.performance.eventLoopUtilization();
  }

  #receive(message: EnvironmentMessage): void {
    if (message.kind === 'ready') {
      this.#ready = true;
      return this.#dispatch();
    }
    if (message.requestId !== this.#pending?.requestId) return;
    if (message.kind === 'answer') return this.#answer(message.payload);
    this.#fail(message.errorType, message.errorMessage, message.trace);
  }

  #answer(payload: string | undefined): void {
    if (payload !== undefined && Buffer.byteLength(payload) > payloadLimitBytes) {
      const text = 'Response payload size exceeded maximum allowed payload size (6291556 bytes).';
      return this.#fail('Function.ResponseSizeTooLarge', text, text);
    }
    this.#settle({ ok: true, payload });
  }

  #crash(errorType: string, error: Error): void {
    this.#alive = false;
    if (this.#pending) this.#fail(errorType, error.message, error.stack ?? error.message);
  }

  #fail(errorType: string, errorMessage: string, trace: string): void {
    const line = {
      level: 'ERROR',
      message: 'Invoke Error',
      timestamp: new Date().toISOString(),
      function_name: this.settings.name,
      function_request_id: this.#pending?.requestId,
      errorType,
      errorMessage,
      trace,
    };
    this.#log.write(`${JSON.stringify(line)}\n`);
    this.#settle({ ok: false, errorType, errorMessage });
  }

  #settle(result: InvocationResult): void {
    const pending = this.#pending;
    this.#pending = undefined;
    clearTimeout(pending?.timer);
    pending?.settle(result);
  }
}
