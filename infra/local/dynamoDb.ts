import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './freePort.ts';
import { startGuarded } from './guardedProcess.ts';
import { indexStreams } from './indexStreams.ts';
import { memoryFolder } from './memoryFolder.ts';

/** A running DynamoDB: the embedded engine, or the one that an address was given for. */
export interface DynamoDb {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The engine's executable; throws with what to do where there is none for this platform. */
export function engineExecutable(platform: string = process.platform, arch: string = process.arch): string {
  const name = `@dynoxide/${platform}-${arch}`;
  const file = platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const executable = join(dirname(manifest), file);
    if (existsSync(executable)) return executable;
  } catch {
    // Falls through to the message: the package manager skips packages of other platforms without a word.
  }
  throw new Error(
    `The embedded DynamoDB for ${platform}-${arch} (package ${name}) is not installed.\n` +
      'Install it, or set AWS_ENDPOINT_URL_DYNAMODB to a DynamoDB of your own (DynamoDB Local, LocalStack).',
  );
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Undefined when the engine did not come up on this port, with its last words in `reason`. */
async function startOn(
  port: number,
  file: string | undefined,
): Promise<DynamoDb | { readonly reason: string }> {
  const storage = file === undefined ? [] : ['--db-path', file];
  const child = startGuarded(engineExecutable(), [
    'serve',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    ...storage,
  ]);
  let reason: string | undefined;
  void child.ended.then((output) => (reason = output));
  for (let attempt = 0; attempt < 1000 && reason === undefined; attempt += 1) {
    if (await answers(port)) return { endpoint: `http://127.0.0.1:${port}`, stop: () => child.stop() };
    await wait(5);
  }
  await child.stop();
  return { reason: reason ?? 'it does not answer' };
}

/** Starts the embedded engine on a free port; without a file it keeps everything in memory. */
export async function startDynamoDb(file?: string): Promise<DynamoDb> {
  if (file !== undefined) return await startIndexed(file);
  const folder = memoryFolder();
  if (folder === undefined) return await start(undefined);
  try {
    return await startIndexed(join(folder, 'dynamodb.sqlite'));
  } finally {
    // The engine has its files open and goes on with them; they are gone with it, however it ends.
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startIndexed(file: string): Promise<DynamoDb> {
  const engine = await start(file);
  indexStreams(file);
  return engine;
}

async function start(file: string | undefined): Promise<DynamoDb> {
  let reason = '';
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const started = await startOn(await freePort(), file);
    if ('endpoint' in started) return started;
    reason = started.reason;
  }
  throw new Error(`The embedded DynamoDB does not start: ${reason}`);
}
