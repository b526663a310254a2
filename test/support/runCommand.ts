import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { buildCommandFile } from '../../cli/build.ts';
import { projectFolder } from '../../infra/build.ts';

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command is run with; nothing of this process's own environment but the way to Node. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input. */
  readonly input?: string;
  /** Called with every piece of stderr. */
  readonly onMessage?: (text: string) => void;
}

let built: Promise<string> | undefined;

/** The command, bundled once per worker. */
export function commandFile(): Promise<string> {
  return (built ??= build());
}

async function build(): Promise<string> {
  return buildCommandFile(path.join(keptFolder(), 'serviceUsers.mjs'));
}

const cache = path.join(projectFolder, '.cache', 'commands');
const hour = 3_600_000;

/** A folder below the project, where packages are found; what an earlier run left there is cleared away. */
export function keptFolder(): string {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const old = path.join(cache, name);
    const { mtimeMs = Date.now() } = statSync(old, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs < Date.now() - hour) rmSync(old, { recursive: true, force: true });
  }
  return mkdtempSync(path.join(cache, 'run-'));
}

/** A folder for one test, gone when the test has ended. */
export function aFolder(): string {
  const folder = keptFolder();
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Runs `service-users` as a process of its own. */
export async function serviceUsers(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  const { env = {}, input = '', onMessage } = surroundings;
  const child = spawn(process.execPath, [await commandFile(), ...args], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    onMessage?.(chunk.toString());
  });
  child.stdin.end(input);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit) => {
      resolve(exit ?? -1);
    });
  });
  return { code, stdout, stderr };
}
