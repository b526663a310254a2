import { writeFileSync } from 'node:fs';
import type { Token } from './columns.ts';
import { ConfigurationError } from './exitCodes.ts';
import { say } from './terminal.ts';

/** Said beside a value that has just been printed. */
export const keepItNow = 'Keep it now: it is not shown again.';

/**
 * Writes the value of a new token into a new file that only its owner may read, and takes it out of what is printed.
 * A file that is there is not overwritten: it may hold the only copy of another token.
 */
export function keepToken(token: Token | undefined, file: string | undefined): Token | undefined {
  if (token?.Token === undefined || file === undefined) return token;
  const { Token: value, ...rest } = token;
  try {
    writeFileSync(file, `${value}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // The token exists by now, and this is the only moment in which its value is known.
    process.stdout.write(`${value}\n`);
    throw new ConfigurationError(`${file} could not be written, so the token is printed: ${String(error)}`);
  }
  say(`Written to ${file}.`);
  return rest;
}
