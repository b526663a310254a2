import { mkdtempSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes that must be free: containers often have a few megabytes there. */
const enough = 1024 ** 3;

/** A new folder whose files are in memory only; undefined where the system has no such place with room in it. */
export function memoryFolder(place = '/dev/shm'): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(place);
    return bavail * bsize < enough ? undefined : mkdtempSync(join(place, 'service-users-'));
  } catch {
    return undefined;
  }
}
