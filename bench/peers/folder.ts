import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Runs a program to its end, at most ten minutes. @throws Error with its last words. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(command, [...args], { timeout: 600_000, ...options });
  return stdout;
}

/** A folder outside of the project where peers are installed and keep their data. */
export function peerFolder(name: string): string {
  const folder = join(tmpdir(), 'service-users-bench-peers', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
