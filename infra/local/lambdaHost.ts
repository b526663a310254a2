import { randomUUID } from 'node:crypto';
import { ExecutionEnvironment } from './executionEnvironment.ts';
import type { EnvironmentSurroundings, FunctionSettings, InvocationResult } from './executionEnvironment.ts';

/** Settings of a host; the caps keep memory flat where Lambda would start one environment per concurrent request. */
export interface LambdaHostSettings extends EnvironmentSurroundings {
  /** Kept warm, and started as soon as requests queue up: more would be slower on one machine. */
  readonly warmPerFunction: number;
  /** Started when nothing moves because all others wait for something; ended after use. */
  readonly environmentsPerFunction: number;
  /** Environments over all functions; the one idle longest is ended first. */
  readonly environmentsInAll: number;
}

interface Waiting {
  readonly requestId: string;
  readonly event: string;
  readonly settle: (result: InvocationResult) => void;
}

interface Pool {
  readonly settings: FunctionSettings;
  readonly idle: ExecutionEnvironment[];
  readonly busy: Set<ExecutionEnvironment>;
  readonly queue: Waiting[];
  /** When a request last began in a new environment or ended; milliseconds since the epoch. */
  movedAt: number;
  timer: NodeJS.Timeout | undefined;
}

/** Milliseconds without any progress after which a further environment is started if all others wait for something. */
const patience = 300;
/** The same if one of them starts or computes, which a further one would only slow down. */
const longPatience = 3000;
/** Requests that one environment is left to serve one after the other. */
const fewWaiting = 4;

function nameOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split(':')[6] ?? '') : nameOrArn;
}

function notFound(nameOrArn: string): InvocationResult {
  const errorMessage = `Function not found: ${nameOrArn}`;
  return { ok: false, errorType: 'ResourceNotFoundException', errorMessage };
}

function isStalled({ busy, movedAt }: Pool): boolean {
  const still = Date.now() - movedAt;
  return still >= longPatience || (still >= patience && [...busy].every(({ waits }) => waits));
}

/** Nobody may wait for ever for a function that is gone. */
function abandon(pool: Pool): void {
  clearTimeout(pool.timer);
  for (const waiting of pool.queue.splice(0)) waiting.settle(notFound(pool.settings.name));
}

/** Runs bundled functions as Lambda does: one request per environment at a time, environments kept warm. */
export class LambdaHost {
  readonly #settings: LambdaHostSettings;
  #pools = new Map<string, Pool>();
  /** Idle environments over all pools, longest idle first. */
  readonly #idle = new Set<ExecutionEnvironment>();

  constructor(settings: LambdaHostSettings) {
    this.#settings = settings;
  }

  /** Puts these functions in place of the former ones; requests under way end in the old code. */
  deploy(functions: readonly FunctionSettings[]): void {
    const former = this.#pools;
    this.#pools = new Map();
    for (const settings of functions) {
      const queue = former.get(settings.name)?.queue ?? [];
      this.#pools.set(settings.name, {
        settings,
        idle: [],
        busy: new Set(),
        queue,
        movedAt: 0,
        timer: undefined,
      });
      former.delete(settings.name);
    }
    for (const pool of former.values()) abandon(pool);
    for (const environment of this.#idle) void environment.end();
    this.#idle.clear();
    for (const name of this.#pools.keys()) this.#serve(name);
  }

  /** Names of all deployed functions. */
  get functionNames(): readonly string[] {
    return [...this.#pools.keys()];
  }

  /** Lambda's synchronous Invoke, by name, ARN or version ARN. */
  invoke(nameOrArn: string, event: unknown, requestId: string = randomUUID()): Promise<InvocationResult> {
    const pool = this.#pools.get(nameOf(nameOrArn));
    if (!pool) return Promise.resolve(notFound(nameOrArn));
    return new Promise((settle) => {
      pool.queue.push({ requestId, event: JSON.stringify(event), settle });
      this.#serve(pool.settings.name);
    });
  }

  /** Ends every environment. */
  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    const all = pools.flatMap((pool) => [...pool.idle, ...pool.busy]);
    this.#pools.clear();
    this.#idle.clear();
    for (const pool of pools) abandon(pool);
    await Promise.all(all.map((environment) => environment.end()));
  }

  #serve(name: string): void {
    const pool = this.#pools.get(name);
    while (pool && pool.queue.length > 0) {
      const environment = this.#take(pool);
      if (!environment) return;
      const next = pool.queue.shift();
      if (next) void this.#run(pool, environment, next);
    }
  }

  #take(pool: Pool): ExecutionEnvironment | undefined {
    for (let warm = pool.idle.pop(); warm; warm = pool.idle.pop()) {
      this.#idle.delete(warm);
      if (warm.alive) return warm;
    }
    const { warmPerFunction, environmentsPerFunction } = this.#settings;
    const wanted = pool.queue.length > fewWaiting ? warmPerFunction : 1;
    if (pool.busy.size >= (isStalled(pool) ? environmentsPerFunction : wanted)) {
      this.#lookAgain(pool);
      return undefined;
    }
    pool.movedAt = Date.now();
    return new ExecutionEnvironment(pool.settings, this.#settings);
  }

  /** Requests that hold each other up (one waits for another's effect) must not wait for ever. */
  #lookAgain(pool: Pool): void {
    pool.timer ??= setTimeout(() => {
      pool.timer = undefined;
      this.#serve(pool.settings.name);
    }, patience);
  }

  async #run(pool: Pool, environment: ExecutionEnvironment, waiting: Waiting): Promise<void> {
    pool.busy.add(environment);
    const result = await environment.invoke(waiting.requestId, waiting.event);
    pool.busy.delete(environment);
    pool.movedAt = Date.now();
    this.#release(pool, environment);
    waiting.settle(result);
    this.#serve(pool.settings.name);
  }

  #release(pool: Pool, environment: ExecutionEnvironment): void {
    const current = this.#pools.get(pool.settings.name) === pool;
    const surplus = pool.idle.length + pool.busy.size >= this.#settings.warmPerFunction;
    if (!current || surplus) void environment.end();
    if (!environment.alive) return;
    pool.idle.push(environment);
    this.#idle.add(environment);
    this.#shrink();
  }

  /** Memory follows the functions in use, not all that were ever called. */
  #shrink(): void {
    let count = [...this.#pools.values()].reduce((sum, pool) => sum + pool.idle.length + pool.busy.size, 0);
    for (const oldest of this.#idle) {
      if (count <= this.#settings.environmentsInAll) return;
      const pool = this.#pools.get(oldest.settings.name);
      pool?.idle.splice(pool.idle.indexOf(oldest), 1);
      this.#idle.delete(oldest);
      void oldest.end();
      count -= 1;
    }
  }
}
