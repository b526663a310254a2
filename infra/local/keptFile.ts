import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** A file of the data folder that does not hold what was written there; the message says which, and what to do. */
export class DamagedFile extends Error {
  constructor(file: string, remedy: string, options?: ErrorOptions) {
    super(`${file} is damaged: ${remedy}`, options);
  }
}

const startOver = 'put it back from a copy, or start over with --fresh.';

/**
 * What a file holds; undefined without one.
 * @param read - throws where the text is not what was written. Its message is not told: the text may hold a secret.
 * @throws DamagedFile
 */
export function readKept<Value>(
  file: string,
  read: (text: string) => Value,
  remedy = startOver,
): Value | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return read(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new DamagedFile(file, remedy, { cause });
  }
}

/** Writes a file that only this user reads, at once: who is killed meanwhile leaves the former one. */
export function writeKept(file: string, text: string): void {
  const part = `${file}.part`;
  writeFileSync(part, text, { mode: 0o600 });
  renameSync(part, file);
}
