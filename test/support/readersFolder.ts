import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeEndpoint } from '../../bin/endpointFile.ts';
import { projectFolder } from '../../infra/build.ts';
import type { ProductAddresses } from './localProduct.ts';

/** What a program said and how it ended. */
export interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder in which a reader types commands: the project, with the product under test running on its `.local`. */
export interface ReadersFolder {
  run(program: string, words: readonly string[]): Promise<ProgramEnd>;
  /** Saves a file that the reader was told to save. */
  save(name: string, text: string): void;
  remove(): void;
}

/** Makes that folder; programs find the project's files in it by links. */
export function readersFolder(addresses: ProductAddresses): ReadersFolder {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-reader-'));
  for (const name of ['package.json', 'bin', 'node_modules']) {
    symlinkSync(join(projectFolder, name), join(folder, name));
  }
  mkdirSync(join(folder, '.local'));
  writeEndpoint(join(folder, '.local'), { ...addresses, pid: process.pid });
  // npm must not ask the network for a newer npm.
  const env = { ...process.env, npm_config_update_notifier: 'false' };
  return {
    run: (program, words) =>
      new Promise((resolve) => {
        execFile(program, [...words], { cwd: folder, env }, (error, stdout, stderr) => {
          resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
        });
      }),
    save: (name, text) => writeFileSync(join(folder, name), text),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
