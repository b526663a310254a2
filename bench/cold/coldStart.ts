import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildFunctions, type Bundle } from '../../infra/build.ts';

/** What loading one bundle costs, and what it is made of. */
export interface ColdRow {
  readonly name: string;
  readonly bytes: number;
  /** CPU milliseconds of the import, an empty import subtracted: median and least of all processes. */
  readonly cpu: number;
  readonly leastCpu: number;
  /** Milliseconds on the wall, an empty import subtracted. */
  readonly wall: number;
  /** What weighs most: package or room of the house, and its share of the bytes. */
  readonly heaviest: readonly (readonly [string, number])[];
}

const measured = ['authorizer', 'getUser', 'createAuthToken', 'exchangeToken', 'createUser'] as const;

interface Import {
  readonly cpu: number;
  readonly wall: number;
}

/** Imports each bundle in processes of its own, in turns, so that a noisy moment meets all of them. */
export async function coldStarts(processes: number): Promise<ColdRow[]> {
  const { functions } = await buildFunctions();
  const files = measured.map((name) => functions[name]?.file ?? '');
  const seen = new Map<string, Import[]>(['', ...files].map((file) => [file, []]));
  for (let at = 0; at < processes; at += 1) {
    for (const [file, imports] of seen) imports.push(await imported(file));
  }
  const empty = summary(seen.get('') ?? []);
  return measured.flatMap((name): ColdRow[] => {
    const bundle = functions[name];
    if (bundle === undefined) return [];
    const { cpu, leastCpu, wall } = summary(seen.get(bundle.file) ?? []);
    return [
      {
        name,
        bytes: bundle.bytes,
        cpu: cpu - empty.cpu,
        leastCpu: leastCpu - empty.leastCpu,
        wall: wall - empty.wall,
        heaviest: heaviest(bundle),
      },
    ];
  });
}

/** Settings that the bundles would find in Lambda; no client connects while it is imported. */
const environment = { AWS_REGION: 'eu-central-1', TABLE_NAME: 'bench', NODE_OPTIONS: '' };

async function imported(file: string): Promise<Import> {
  const child = fork(join(import.meta.dirname, 'importBundle.ts'), file === '' ? [] : [file], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'], ...environment },
  });
  const [result] = (await once(child, 'message')) as [Import];
  return result;
}

function summary(imports: readonly Import[]) {
  const sorted = (of: (one: Import) => number): number[] => imports.map(of).sort((a, b) => a - b);
  const cpu = sorted((one) => one.cpu);
  const wall = sorted((one) => one.wall);
  const middle = imports.length >> 1;
  return { cpu: cpu[middle] ?? 0, leastCpu: cpu[0] ?? 0, wall: wall[middle] ?? 0 };
}

function heaviest({ inputs, bytes }: Bundle): [string, number][] {
  const sums = new Map<string, number>();
  for (const [input, size] of Object.entries(inputs)) {
    const owner = ownerOf(input);
    sums.set(owner, (sums.get(owner) ?? 0) + size);
  }
  const sorted = [...sums].sort(([, left], [, right]) => right - left).slice(0, 6);
  return sorted.map(([owner, size]) => [owner, size / bytes]);
}

function ownerOf(input: string): string {
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
  return inPackage ?? input.split('/').slice(0, 2).join('/');
}
