import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from './build.ts';
import { runToEnd } from './runToEnd.ts';

/** Where the built console goes. */
export const consoleFolder = path.join(projectFolder, 'dist', 'console');

/** What a build of the console is made from, and where it goes: absolute paths. */
export interface ConsoleFolders {
  readonly project: string;
  readonly built: string;
}

/** What {@link buildConsole} made or found. */
export interface ConsoleBuild {
  /** The built site; undefined where there is neither one nor sources of it. */
  readonly folder: string | undefined;
  readonly rebuilt: boolean;
}

const ofProduct: ConsoleFolders = { project: projectFolder, built: consoleFolder };
const configuration = path.join('console', 'vite.config.ts');

/** What the console imports of the rest, beside its own sources. */
const sources = [
  'console',
  'client',
  ...['contract', 'domain', 'policy', 'problems'].map((layer) => `shared/${layer}`),
  'docs/openapi.json',
  'node_modules/.package-lock.json',
];

/**
 * Builds the console in a process of its own, or keeps the earlier build when nothing that it is made from has changed.
 * A reader of the folder meets the former site or the new one, never half of one.
 * @throws Error with the messages of the build.
 */
export async function buildConsole(folders = ofProduct): Promise<ConsoleBuild> {
  const { project, built } = folders;
  const there = existsSync(path.join(built, 'index.html'));
  if (!existsSync(path.join(project, configuration))) {
    return { folder: there ? built : undefined, rebuilt: false };
  }
  // Beside the site, not in it: all that is in the folder gets published.
  const record = `${built}.fingerprint`;
  const fingerprint = fingerprintOf(project);
  if (there && existsSync(record) && readFileSync(record, 'utf8') === fingerprint) {
    return { folder: built, rebuilt: false };
  }
  await build(folders);
  await writeFile(record, fingerprint);
  return { folder: built, rebuilt: true };
}

async function build({ project, built }: ConsoleFolders): Promise<void> {
  const part = `${built}.${process.pid}.part`;
  const vite = path.join(projectFolder, 'node_modules', 'vite', 'bin', 'vite.js');
  const config = path.join(project, configuration);
  const words = [vite, 'build', '--config', config, '--outDir', part, '--emptyOutDir', '--logLevel', 'warn'];
  try {
    await mkdir(path.dirname(built), { recursive: true });
    await runToEnd({ name: 'Building the console', words });
    await rm(built, { recursive: true, force: true });
    await rename(part, built);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

function fingerprintOf(project: string): string {
  const hash = createHash('sha256').update(project);
  for (const file of sources.flatMap((source) => filesOf(project, source)).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(project, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(project: string, source: string): string[] {
  const absolute = path.join(project, source);
  if (!existsSync(absolute)) return [];
  if (path.extname(source) !== '') return [source];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(project, path.join(entry.parentPath, entry.name)));
}
