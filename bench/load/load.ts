import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProductAddresses } from '../../test/support/localProduct.ts';
import { callsAlone, type AloneRow } from './callsAlone.ts';
import { connectionCounts, type LoadOrder, type LoadRequest, type LoadSeen } from './request.ts';
import { cpuOfTree } from './processCpu.ts';
import { loadRequests } from './requests.ts';

/** One request at one number of connections. */
export interface LoadRow extends LoadSeen {
  readonly name: string;
  readonly connections: number;
  /** CPU microseconds of the server for one request, and those of what it started (the store, where that is a process). */
  readonly cpu: number;
  readonly storeCpu: number;
}

/** A server under load. */
export interface Server {
  readonly pid: number;
  readonly requests: readonly LoadRequest[];
}

/** Sends what it is ordered to, from a process of its own, and tells what that cost the server. */
export class Generator {
  readonly #process: ChildProcess = fork(join(import.meta.dirname, 'generate.ts'), { stdio: 'inherit' });

  /** Sends a request for a while. */
  async send(order: LoadOrder): Promise<LoadSeen> {
    const answer = once(this.#process, 'message');
    this.#process.send(order);
    const [seen] = (await answer) as [LoadSeen];
    return seen;
  }

  /** The same, with the CPU time of the server that has this process id. */
  async measure(pid: number, order: LoadOrder): Promise<LoadRow> {
    const before = cpuOfTree(pid);
    const seen = await this.send(order);
    const { own, started } = cpuOfTree(pid);
    return {
      name: order.request.name,
      connections: order.connections,
      cpu: ((own - before.own) * 1000) / seen.requests,
      storeCpu: ((started - before.started) * 1000) / seen.requests,
      ...seen,
    };
  }

  /** Ends the process. */
  end(): void {
    this.#process.kill();
  }
}

/** Puts each request of a server under load, one after the other. */
async function measureLoad({ pid, requests }: Server, milliseconds: number): Promise<LoadRow[]> {
  const generator = new Generator();
  const rows: LoadRow[] = [];
  try {
    for (const request of requests) {
      for (const connections of connectionCounts) {
        // As long as the measured part: V8 compiles what a function repeats for several seconds.
        await generator.send({ request, connections, milliseconds });
        rows.push(await generator.measure(pid, { request, connections, milliseconds }));
      }
    }
  } finally {
    generator.end();
  }
  return rows;
}

/** The local product under load, and what its calls alone would allow. */
export interface ProductLoad {
  readonly rows: readonly LoadRow[];
  readonly alone: readonly AloneRow[];
}

/** Measures the local product on disk; the calls alone on one of their own, since transactions slow those that come after them. */
export async function productLoad(milliseconds: number): Promise<ProductLoad> {
  const alone = await onProduct(async ({ addresses }) => await callsAlone(addresses, milliseconds));
  const rows = await onProduct(async ({ addresses, pid }) =>
    measureLoad({ pid, requests: await loadRequests(addresses) }, milliseconds),
  );
  return { rows, alone };
}

/** Starts a local product on disk for as long as it is measured. */
export async function onProduct<Seen>(
  measure: (product: { addresses: ProductAddresses; pid: number }) => Promise<Seen>,
): Promise<Seen> {
  const child = fork(join(import.meta.dirname, 'server.ts'), { stdio: 'inherit' });
  try {
    const [addresses] = (await once(child, 'message')) as [ProductAddresses];
    return await measure({ addresses, pid: child.pid ?? 0 });
  } finally {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  }
}
