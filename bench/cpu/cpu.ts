import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CpuResult } from './figures.ts';

/** The same requests measured twice: up to the client of AWS, and with its work but no connection. */
export interface CpuBoth {
  readonly own: CpuResult;
  readonly withClient: CpuResult;
}

/** Measures both in processes of their own, whose log lines go nowhere. */
export async function cpuPerRequest(rounds: number, perRound: number): Promise<CpuBoth> {
  const run = async (mode: 'own' | 'client'): Promise<CpuResult> => {
    const child = fork(join(import.meta.dirname, 'run.ts'), [mode, String(rounds), String(perRound)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit').then(() => [undefined]);
    const [result] = (await Promise.race([once(child, 'message'), ended])) as [CpuResult | undefined];
    if (result === undefined) throw new Error(`measuring (${mode}) ended without a result`);
    return result;
  };
  return { own: await run('own'), withClient: await run('client') };
}
