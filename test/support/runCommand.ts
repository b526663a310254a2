import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
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
  return buildCommandFile(path.join(aFolder(), 'serviceUsers.mjs'));
}

/** A folder of its own below the project's cache. */
export function aFolder(): string {
  const cache = path.join(projectFolder, '.cache');
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(path.join(cache, 'command-'));
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
