import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, version as esbuildVersion, type Metafile } from 'esbuild';

/** The folder of the project: everything below is relative to it. */
export const projectFolder = path.resolve(import.meta.dirname, '..');
/** Where the bundles go: `<name>/index.mjs` each. */
export const bundlesFolder = path.join(projectFolder, 'dist', 'functions');

/** Absolute paths of a build. */
export interface Folders {
  /** One `.ts` file per function. */
  readonly entries: string;
  readonly bundles: string;
}

const productFolders: Folders = { entries: path.join(projectFolder, 'functions'), bundles: bundlesFolder };

/**
 * Most bytes of code that one bundle may have: what Lambda must load on a cold start. The token endpoint, which verifies and
 * signs, is the largest. The published document is no code.
 */
export const bundleBudget = 320 * 1024;
const publishedDocument = 'docs/openapi.json';

/** One bundled function. */
export interface Bundle {
  /** Absolute path of the bundle. */
  readonly file: string;
  /** Size of the minified bundle. */
  readonly bytes: number;
  /** The source files that are in it, relative to the project, with their bytes in the bundle. */
  readonly inputs: Readonly<Record<string, number>>;
}

/** What {@link buildFunctions} made. */
export interface BuildResult {
  /** Bundles by the name of their entry in `functions/`. */
  readonly functions: Readonly<Record<string, Bundle>>;
  /** False when nothing had changed and the earlier bundles were kept. */
  readonly rebuilt: boolean;
}

interface BuildRecord {
  readonly fingerprint: string;
  readonly sources: readonly string[];
  readonly functions: BuildResult['functions'];
}

/**
 * Bundles every entry of `functions/` in one esbuild run, or keeps the earlier bundles when no source file,
 * entry, dependency or this file changed. Safe to run in two processes at once: files appear whole.
 * @throws Error of esbuild, with its messages, when an entry does not compile.
 */
export async function buildFunctions(folders = productFolders): Promise<BuildResult> {
  const recordFile = path.join(folders.bundles, 'build.json');
  const entries = await entryFiles(folders.entries);
  const before = await readRecord(recordFile);
  if (before !== undefined && (await isCurrent(before, entries))) {
    return { functions: before.functions, rebuilt: false };
  }
  const { files, metafile } = await bundle(entries, folders.bundles);
  await mkdir(folders.bundles, { recursive: true });
  await Promise.all(files.map(({ path: file, contents }) => writeWhole(file, contents)));
  const functions = describe(metafile);
  await removeStale(folders.bundles, Object.keys(functions));
  const sources = Object.keys(metafile.inputs).filter((file) => !file.startsWith('node_modules/'));
  const fingerprint = await fingerprintOf(entries, sources);
  await writeWhole(recordFile, JSON.stringify({ fingerprint, sources, functions } satisfies BuildRecord));
  return { functions, rebuilt: true };
}

/** Paths of the entries, relative to the project, sorted. */
async function entryFiles(folder: string): Promise<readonly string[]> {
  const files = existsSync(folder) ? await readdir(folder) : [];
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.relative(projectFolder, path.join(folder, file)))
    .sort();
}

/** Names of the bundles over {@link bundleBudget}, with their sizes; empty when all is well. */
export function overBudget({ functions }: BuildResult): readonly string[] {
  return Object.entries(functions)
    .filter(([, { bytes, inputs }]) => bytes - (inputs[publishedDocument] ?? 0) > bundleBudget)
    .map(([name, { bytes }]) => `${name}: ${bytes} bytes`);
}

async function bundle(entries: readonly string[], outdir: string) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: projectFolder,
    entryPoints: entries.map((file) => ({ in: file, out: `${path.basename(file, '.ts')}/index` })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // CommonJS packages in the bundle call require for Node's own modules.
    banner: {
      js: "import{createRequire as _createRequire}from'node:module';const require=_createRequire(import.meta.url);",
    },
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  return { files: outputFiles, metafile };
}

function describe({ outputs }: Metafile): Record<string, Bundle> {
  const bundles = Object.entries(outputs).map(([output, { bytes, inputs }]) => {
    const file = path.resolve(projectFolder, output);
    const sizes = Object.entries(inputs).map(([input, { bytesInOutput }]) => [input, bytesInOutput] as const);
    return [path.basename(path.dirname(file)), { file, bytes, inputs: Object.fromEntries(sizes) }] as const;
  });
  return Object.fromEntries(bundles);
}

async function readRecord(file: string): Promise<BuildRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as BuildRecord;
  } catch {
    // Missing or cut off: build again.
    return undefined;
  }
}

async function isCurrent(before: BuildRecord, entries: readonly string[]): Promise<boolean> {
  const present = Object.values(before.functions).every(({ file }) => existsSync(file));
  return present && before.fingerprint === (await fingerprintOf(entries, before.sources));
}

/** Own sources count by content; packages by the lock file that npm keeps of what is installed. */
async function fingerprintOf(entries: readonly string[], sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([esbuildVersion, projectFolder, entries]));
  for (const file of ['infra/build.ts', 'node_modules/.package-lock.json', ...sources]) {
    const content = await readFile(path.join(projectFolder, file)).catch(() => 'absent');
    hash.update(file).update('\0').update(content).update('\0');
  }
  return hash.digest('hex');
}

async function removeStale(bundles: string, current: readonly string[]): Promise<void> {
  const folders = await readdir(bundles, { withFileTypes: true });
  const stale = folders.filter((item) => item.isDirectory() && !current.includes(item.name));
  await Promise.all(stale.map(({ name }) => rm(path.join(bundles, name), { recursive: true, force: true })));
}

async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  await writeFile(part, content);
  await rename(part, file);
}

function print(result: BuildResult): void {
  for (const [name, { bytes }] of Object.entries(result.functions)) {
    console.log(`${(bytes / 1000).toFixed(1).padStart(8)} KB  ${name}`);
  }
  console.log(result.rebuilt ? 'built' : 'nothing changed');
}

if (import.meta.main) {
  const result = await buildFunctions();
  print(result);
  const tooLarge = overBudget(result);
  if (tooLarge.length > 0) {
    console.error(`Over the budget of ${bundleBudget} bytes: ${tooLarge.join(', ')}`);
    process.exitCode = 1;
  }
}
