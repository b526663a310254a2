import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from './exitCodes.ts';
import { alone, LockFailed } from './lock.ts';

/** Files of the settings: installations, what sign-ins left, what federation got. */
export type SettingsFile = 'profiles' | 'credentials' | 'accessTokens';

/** The folder of the settings. */
export function settingsFolder(): string {
  return join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'service-users');
}

const pathOf = (file: SettingsFile): string => join(settingsFolder(), `${file}.json`);

/** Whether that file of the settings is there. */
export function hasSettings(file: SettingsFile): boolean {
  return existsSync(pathOf(file));
}

/**
 * What a file of the settings holds; `empty` where there is none.
 * @throws ConfigurationError for a file that is not JSON.
 */
export function readSettings<Content>(file: SettingsFile, empty: Content): Content {
  const path = pathOf(file);
  if (!existsSync(path)) return empty;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Content;
  } catch {
    throw new ConfigurationError(`${path} is not readable as JSON. Correct it or remove it.`);
  }
}

/** Writes a file of the settings, which {@link exclusively} keeps from others meanwhile. Only its owner may read it (mode 0600), from the first byte on; it appears whole. */
export function writeSettings(file: SettingsFile, content: unknown): void {
  const part = `${pathOf(file)}.${String(process.pid)}`;
  writeFileSync(part, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(part, pathOf(file));
}

/**
 * Reads and writes a file of the settings with no other process in between.
 * @throws LockFailed before anything is done, where the folder cannot be written or another process does not let go.
 */
export async function exclusively<Result>(
  file: SettingsFile,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const folder = settingsFolder();
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  } catch (error) {
    throw new LockFailed(`${folder} cannot be written: ${(error as Error).message}`);
  }
  return alone(`${pathOf(file)}.lock`, work);
}
