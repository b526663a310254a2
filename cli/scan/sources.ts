import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '../exitCodes.ts';

/** Something to look through. */
export interface Source {
  readonly name: string;
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** What git keeps for itself is packed; its content is looked at where it lies open. */
const passedOver = ['.git'];

/** A file, every file below a folder, or standard input for `-`. Links inside a folder are not followed. */
export async function* sourcesAt(path: string): AsyncGenerator<Source, void> {
  if (path === '-') yield { name: 'standard input', open: () => process.stdin };
  else if ((await stat(path)).isDirectory()) yield* filesBelow(path);
  else yield { name: path, open: () => createReadStream(path) };
}

async function* filesBelow(folder: string): AsyncGenerator<Source, void> {
  for (const found of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, found.name);
    if (found.isDirectory() && !passedOver.includes(found.name)) yield* filesBelow(path);
    else if (found.isFile()) yield { name: path, open: () => createReadStream(path) };
  }
}

/** What git would commit now, which can differ from the files on disk. */
export async function* staged(): AsyncGenerator<Source, void> {
  // Whatever is configured: every name from the root of the repository, and no submodule, which is not content.
  const form = [
    '--name-only',
    '-z',
    '--no-relative',
    '--no-renames',
    '--ignore-submodules=all',
    '--diff-filter=d',
  ];
  const listed = ['diff', '--cached', ...form];
  const chunks: Uint8Array[] = [];
  for await (const chunk of git(listed)) chunks.push(chunk);
  const names = Buffer.concat(chunks).toString('utf8').split('\0').filter(Boolean);
  for (const name of names) yield { name, open: () => git(['cat-file', 'blob', `:${name}`]) };
}

async function* git(args: readonly string[]): AsyncGenerator<Uint8Array, void> {
  const child = spawn('git', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number>((resolve) => {
    child.on('error', () => {
      resolve(-1);
    });
    child.on('close', (code) => {
      resolve(code ?? -1);
    });
  });
  for await (const chunk of child.stdout) yield chunk as Uint8Array;
  if ((await ended) !== 0) throw new ConfigurationError('git could not say what is staged.');
}
