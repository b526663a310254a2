import { existsSync, lstatSync, readdirSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { join, sep } from 'node:path';
import { projectFolder } from '../build.ts';

const sources = ['functions', 'shared', 'infra', 'docs', 'client', 'console'].map((name) =>
  join(projectFolder, name),
);
/** Editors write in several steps: wait until it is quiet, in milliseconds. */
const quietFor = 80;

/**
 * Watches folders with all that is in them, each folder by itself: on Linux a recursive watch follows files rather than names, so it
 * loses a file that is saved by renaming another one over it.
 */
class WatchedFolders {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  add(folder: string): void {
    try {
      // Watched before it is read, so that nothing appears in between unseen.
      this.#watch(folder);
      for (const entry of readdirSync(folder, { withFileTypes: true }))
        if (entry.isDirectory()) this.add(join(folder, entry.name));
    } catch {
      // It is gone again, or the system has no watches left: the product runs on without following changes there.
    }
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watch(folder: string): void {
    const watcher = watch(folder, (event, name) => {
      if (event === 'rename' && name !== null) this.#replace(join(folder, name));
      this.#changed();
    });
    watcher.on('error', () => undefined);
    this.#watchers.get(folder)?.close();
    this.#watchers.set(folder, watcher);
  }

  /** What has come under that name, or gone, is another folder than before. */
  #replace(path: string): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folder !== path && !folder.startsWith(path + sep)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) this.add(path);
  }
}

/** Calls back after files in those folders were saved, one call at a time, until the signal aborts. */
export function watchFolders(
  folders: readonly string[],
  onChange: () => Promise<void>,
  signal: AbortSignal,
): void {
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();
  const watched = new WatchedFolders(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      work = work.then(onChange);
    }, quietFor);
  });
  for (const folder of folders.filter((path) => existsSync(path))) watched.add(folder);
  const end = (): void => {
    clearTimeout(timer);
    watched.close();
  };
  signal.addEventListener('abort', end, { once: true });
}

/** Calls back after source files were saved, one call at a time, until the signal aborts. */
export function watchSources(onChange: () => Promise<void>, signal: AbortSignal): void {
  watchFolders(sources, onChange, signal);
}
