import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { waitFor } from '../client/retryingFetch.ts';
import { ConfigurationError } from './exitCodes.ts';

/** A lock that cannot be had: its folder is not writable, or its owner does not let go. */
export class LockFailed extends ConfigurationError {}

/** Milliseconds without a sign of life after which an owner counts as gone; one that lives gives several in that time. */
const silence = 30_000;
const sign = 5_000;
/** Longer than the silence, so that whoever waits outlives an owner that is gone. */
const patience = 45_000;
const pause = 25;

/**
 * Does something alone among all that lock the same file: other processes, and other callers in this one. The lock of a
 * process that has ended is taken over.
 * @throws LockFailed before anything is done, after 45 seconds or where the file cannot be made.
 */
export async function alone<Result>(file: string, work: () => Result | Promise<Result>): Promise<Result> {
  const owner = `${String(process.pid)} ${hostname()} ${randomUUID()}`;
  await take(file, owner);
  const signs = setInterval(() => {
    showLife(file, owner);
  }, sign).unref();
  try {
    return await work();
  } finally {
    clearInterval(signs);
    // It is another's by now where this process was stopped for so long that it counted as gone.
    if (ownerOf(file) === owner) rmSync(file, { force: true });
  }
}

async function take(file: string, owner: string): Promise<void> {
  const until = Date.now() + patience;
  while (!make(file, owner)) {
    if (Date.now() > until) {
      throw new LockFailed(`${file} is held by another process. Remove it if none is at work.`);
    }
    if (!clearAbandoned(file)) await waitFor(pause);
  }
}

function make(file: string, owner: string): boolean {
  try {
    writeFileSync(file, owner, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new LockFailed(`${file} cannot be written: ${(error as Error).message}`);
  }
}

/** One process at a time clears, and looks once more: what stands there then may be the lock of who cleared before. */
function clearAbandoned(file: string): boolean {
  if (!isAbandoned(file)) return false;
  const clearing = `${file}.clearing`;
  if (!make(clearing, '')) {
    if (ageOf(clearing) > silence) rmSync(clearing, { force: true });
    return false;
  }
  try {
    if (isAbandoned(file)) rmSync(file, { force: true });
  } finally {
    rmSync(clearing, { force: true });
  }
  return true;
}

function isAbandoned(file: string): boolean {
  if (ageOf(file) > silence) return true;
  const [pid = '', host] = (ownerOf(file) ?? '').split(' ');
  return host === hostname() && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Any other error says that there is one, of somebody else.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Milliseconds since the last sign of life; none where there is no lock. */
function ageOf(file: string): number {
  const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return mtimeMs === undefined ? 0 : Date.now() - mtimeMs;
}

function ownerOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function showLife(file: string, owner: string): void {
  const now = new Date(Date.now());
  if (ownerOf(file) !== owner) return;
  try {
    utimesSync(file, now, now);
  } catch {
    // Removed meanwhile; there is nothing to keep.
  }
}
