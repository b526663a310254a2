import { accessSync, constants, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { isFree } from '../infra/local/freePort.ts';
import { DamagedFile } from '../infra/local/keptFile.ts';
import { watchSources } from '../infra/local/watchSources.ts';
import { removeEndpoint, runningOn, writeEndpoint } from './endpointFile.ts';
import type { Endpoint } from './endpointFile.ts';
import { localOptions, usage, UsageError } from './localOptions.ts';
import type { LocalOptions } from './localOptions.ts';
import { startProduct } from './localProduct.ts';
import type { LocalProduct } from './localProduct.ts';
import { Obstacle } from './obstacle.ts';
import { seededPeople } from './people.ts';

/** Files that tell our data folder from any other: `--fresh` empties no folder that holds something else. */
const ours = new Set(['sign-in-port', 'functions.log', 'dynamodb.sqlite', 'endpoint.json']);

function startOver(data: string): void {
  const names = readdirSync(data);
  if (names.length > 0 && !names.some((name) => ours.has(name))) {
    throw new Obstacle(`${data} holds other things: --fresh does not empty it.`);
  }
  rmSync(data, { recursive: true, force: true });
}

/** The folder is there after it, and can be written to. */
function makeFolder(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new Obstacle(`${data} cannot hold the data${reason}. Name another folder with --data DIR.`);
  }
}

/** Who starts over needs no file that can be read. */
async function runningBefore({ fresh }: LocalOptions, data: string): Promise<Endpoint | undefined> {
  try {
    return await runningOn(data);
  } catch (error) {
    if (fresh && error instanceof DamagedFile) return undefined;
    throw error;
  }
}

async function prepare(options: LocalOptions, data: string): Promise<void> {
  const running = await runningBefore(options, data);
  if (running) {
    throw new Obstacle(
      `The product already runs on ${data}: ${running.api} (process ${running.pid}).\n` +
        'Stop that one, or name another folder with --data DIR.',
    );
  }
  if (!(await isFree(options.port))) {
    throw new Obstacle(`Port ${options.port} is in use. Name another one: npm start -- --port N`);
  }
  makeFolder(data);
  if (options.fresh) startOver(data);
  removeEndpoint(data);
}

function announce(product: LocalProduct, options: LocalOptions, seconds: number): void {
  const { api, site, log, events } = product.cloud.addresses;
  const address = site === undefined ? '' : `\n  Console   ${site}`;
  const inData = options.data === '.local' ? '' : ` --data ${options.data}`;
  const token = options.issuer
    ? `an ID token of ${options.issuer}`
    : `$(npm run --silent local:token -- ada${inData})`;
  const people = options.issuer
    ? ''
    : '\n            ada may switch to Super-Admin, grace is a manager, linus and mary are members';
  console.log(`${address}
  API       ${api}
  Sign-in   ${product.issuer}${people}
  Logs      ${relative('.', log)}
  Events    ${relative('.', events)}

  Try       curl ${api}/health
            curl -H "Authorization: Bearer ${token}" ${api}/users/me

  Ready in ${seconds.toFixed(1)} s. Ctrl-C stops it; npm start -- --fresh starts over.
`);
}

function publish(product: LocalProduct, data: string): void {
  const { api, site, dynamodb, kms, keyId, log, events } = product.cloud.addresses;
  const { issuer, clientId } = product;
  writeEndpoint(data, {
    api,
    ...(site === undefined ? {} : { console: site }),
    issuer,
    clientId,
    dynamodb,
    kms,
    keyId,
    log,
    events,
    pid: process.pid,
  });
}

/** Saved changes are taken into use; a mistake in them is shown and the former code goes on. */
function followChanges(product: LocalProduct, quiet: boolean, signal: AbortSignal): void {
  const update = async (): Promise<void> => {
    try {
      const what = await product.update();
      if (what && !quiet) console.log(`  New ${what} in use.`);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  };
  watchSources(update, signal);
}

/** Before anything is ready there is nothing to put away. */
let stop = (): void => process.exit(130);

/** Ends on Ctrl-C, on SIGTERM, and when the process that started us is gone. */
function listenForTheEnd(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop());
  if (process.connected) process.on('disconnect', () => stop());
}

/** From now on the end is an orderly one, once. */
function stopInOrder(product: LocalProduct, data: string, watching: AbortController): void {
  stop = (): void => {
    stop = () => undefined;
    watching.abort();
    removeEndpoint(data);
    product.cloud.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
}

/** Whether a line of progress waits for its end. */
let midLine = false;

function showProgress(step: string, milliseconds?: number): void {
  const text =
    milliseconds === undefined ? `  ${step.padEnd(52)}` : ` ${(milliseconds / 1000).toFixed(1)} s\n`;
  process.stdout.write(text);
  midLine = milliseconds === undefined;
}

async function main(): Promise<void> {
  const options = localOptions(process.argv.slice(2));
  if (!options) return console.log(usage);
  const data = resolve(options.data);
  listenForTheEnd();
  await prepare(options, data);
  const { quiet, issuer, clientId } = options;
  if (!quiet) console.log('\n  Service Users, on this machine only: no cloud account is used\n');
  const product = await startProduct({
    data,
    inMemory: false,
    port: options.port,
    console: true,
    outside: issuer !== undefined && clientId !== undefined ? { issuer, clientId } : undefined,
    superAdmins: options.superAdmins,
    webhook: options.webhook,
    people: seededPeople,
    environment: process.env,
    progress: quiet ? () => undefined : showProgress,
  });
  const watching = new AbortController();
  stopInOrder(product, data, watching);
  // An API that answers badly is better looked at while it runs.
  await product.seed().catch((error: unknown) => console.error(`Seeding failed: ${String(error)}`));
  publish(product, data);
  followChanges(product, quiet, watching.signal);
  if (!quiet) announce(product, options, performance.now() / 1000);
}

try {
  await main();
} catch (error) {
  if (midLine) process.stdout.write('\n');
  const known = [Obstacle, UsageError, DamagedFile].some((kind) => error instanceof kind);
  const text = error instanceof Error ? error.message : String(error);
  console.error(known ? text : (error instanceof Error && error.stack) || text);
  if (error instanceof UsageError) console.error(`\n${usage}`);
  process.exit(error instanceof UsageError ? 2 : 1);
}
