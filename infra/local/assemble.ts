import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { stop } from 'esbuild';
import { buildFunctions, projectFolder } from '../build.ts';
import { runToEnd } from '../runToEnd.ts';
import { asRecord, asString } from './json.ts';
import type { JsonRecord } from './json.ts';

/** What {@link assemble} made or found. */
export interface Assembled {
  /** Folder of the cloud assembly; another one whenever the infrastructure changed. */
  readonly directory: string;
  /** Whether any bundle was written. */
  readonly rebuilt: boolean;
  /** Whether the app was synthesized, or an earlier result was found. */
  readonly synthesized: boolean;
}

/** Assemblies kept besides the newest: switching branches there and back synthesizes nothing. */
const keptAssemblies = 6;

/** What a template is made from. The code of functions is not part of it: they run from their bundles' folder. */
const sources = ['infra', 'shared/contract', 'shared/domain', 'shared/policy', 'shared/problems'];
const singleFiles = ['cdk.json', 'package-lock.json', 'bin/serviceUsers.ts'];
const notDeployed = join('infra', 'local');

function filesUnder(folder: string): string[] {
  const path = join(projectFolder, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(projectFolder.length + 1))
    .filter((file) => !file.startsWith(notDeployed));
}

function fingerprint(context: JsonRecord): string {
  const hash = createHash('sha256').update(JSON.stringify([projectFolder, context, process.version]));
  for (const entry of filesUnder('functions').sort()) hash.update(`${entry}\0`);
  for (const file of [...singleFiles, ...sources.flatMap(filesUnder).sort()]) {
    const path = join(projectFolder, file);
    hash.update(`${file}\0`).update(existsSync(path) ? readFileSync(path) : 'absent');
  }
  return hash.digest('hex').slice(0, 24);
}

/** Runs the app that cdk.json names, as the CDK's own command line would. */
function synthesize(context: JsonRecord, outdir: string): Promise<void> {
  const app = asString(asRecord(JSON.parse(readFileSync(join(projectFolder, 'cdk.json'), 'utf8')))['app']);
  const [, ...words] = app.split(' ');
  const environment = {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    SERVICE_USERS_LOCAL: 'true',
  };
  return runToEnd({ name: app, words, environment });
}

function prune(folder: string): void {
  const byAge = readdirSync(folder)
    .filter((name) => !name.endsWith('.part'))
    .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .sort((one, other) => other.at - one.at);
  for (const { path } of byAge.slice(keptAssemblies)) rmSync(path, { recursive: true, force: true });
}

/**
 * Bundles the functions and synthesizes the app, each only when what it is made from has changed.
 * @param context settings of the stage, as `-c name=value` would give them
 * @param onBundled told when new bundles are there, before the app is synthesized
 * @throws Error with the compiler's or the app's own messages.
 */
export async function assemble(
  context: Readonly<Record<string, string>>,
  onBundled: () => void = () => undefined,
): Promise<Assembled> {
  const { rebuilt } = await buildFunctions();
  if (rebuilt) {
    onBundled();
    // The compiler's process keeps hundreds of megabytes; it is back within a moment.
    await stop();
  }
  const folder = join(projectFolder, '.cache', 'assemblies');
  // Functions run straight from their bundles, so an edit needs no new assembly.
  const settings = { ...context, 'aws:cdk:disable-asset-staging': true };
  const directory = join(folder, fingerprint(settings));
  if (existsSync(join(directory, 'manifest.json'))) {
    const now = new Date();
    utimesSync(directory, now, now);
    return { directory, rebuilt, synthesized: false };
  }
  mkdirSync(folder, { recursive: true });
  const part = `${directory}.${process.pid}.part`;
  try {
    await synthesize(settings, part);
    rmSync(directory, { recursive: true, force: true });
    renameSync(part, directory);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  prune(folder);
  return { directory, rebuilt, synthesized: true };
}
