import { spawn } from 'node:child_process';
import { projectFolder } from './build.ts';

/** A program of the project, run by this Node. */
export interface Program {
  /** How it is called where it fails. */
  readonly name: string;
  /** Its file and its arguments. */
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a program in the project's folder until it ends well.
 * @throws Error with all that it printed.
 */
export function runToEnd({ name, words, environment = {} }: Program): Promise<void> {
  const child = spawn(process.execPath, words, {
    cwd: projectFolder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  // Stopped meanwhile, this process leaves nothing running.
  const end = (): void => void child.kill();
  process.once('exit', end);
  child.once('close', () => process.off('exit', end));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${name} failed:\n${output.trim()}`)),
    );
  });
}
