import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../build.ts';

const watched = ['functions', 'shared', 'infra', 'docs', 'client', 'console'];
/** Editors write in several steps: wait until it is quiet, in milliseconds. */
const quietFor = 80;

/** Calls back after source files were saved, one call at a time, until the signal aborts. */
export function watchSources(onChange: () => Promise<void>, signal: AbortSignal): void {
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      work = work.then(onChange);
    }, quietFor);
  };
  for (const folder of watched.map((name) => join(projectFolder, name)).filter((path) => existsSync(path))) {
    // Where the system has no watches left, the product runs on without following changes.
    watch(folder, { recursive: true, signal }, changed).on('error', () => undefined);
  }
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
}
