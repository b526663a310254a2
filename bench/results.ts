import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { WaitRow } from './console/usersList.ts';
import type { ColdRow } from './cold/coldStart.ts';
import type { CountRow } from './counts/counts.ts';
import type { CpuBoth } from './cpu/cpu.ts';
import type { GrowthRow } from './growth/growth.ts';
import type { ProductLoad } from './load/load.ts';
import type { Machine } from './machine.ts';
import type { Compared } from './peers/peers.ts';

/** A part with the machine as it was when the part began. */
export interface Measured<Data> {
  readonly machine: Machine;
  readonly data: Data;
}

/** What was measured, part by part; a run of some parts keeps the figures of the others. */
export interface Results {
  readonly counts?: Measured<readonly CountRow[]>;
  readonly cpu?: Measured<CpuBoth>;
  readonly load?: Measured<ProductLoad & { readonly compared: readonly Compared[] }>;
  readonly cold?: Measured<readonly ColdRow[]>;
  readonly console?: Measured<readonly WaitRow[]>;
  readonly growth?: Measured<readonly GrowthRow[]>;
}

const file = 'docs/benchmarks/results.json';

/** The results so far. */
export function readResults(): Results {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};
}

/** Keeps the results. */
export function writeResults(results: Results): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 1)}\n`);
}
