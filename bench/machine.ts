import { cpus, loadavg, totalmem } from 'node:os';

/** Where and when something was measured. */
export interface Machine {
  readonly at: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  /** One-minute load average before the measurement began. */
  readonly load: number;
}

/** The load above which wall-clock figures say little. */
export const quietLoad = 0.5;

/** This machine, now. */
export function machine(): Machine {
  const all = cpus();
  return {
    at: new Date().toISOString().slice(0, 16).replace('T', ' '),
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load: loadavg()[0] ?? 0,
  };
}
