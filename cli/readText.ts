import { readFileSync } from 'node:fs';
import { ConfigurationError, UsageError } from './exitCodes.ts';
import { readSecret } from './terminal.ts';

/**
 * The text of a file, or of standard input for `-`.
 * @throws ConfigurationError for a file that cannot be read.
 */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/**
 * A token that something else keeps in a file.
 * @throws ConfigurationError for a file that cannot be read, or is empty.
 */
export function tokenIn(file: string): string {
  // Standard input is for commands, which may ask more than once for a credential.
  const token = readText(file === '-' ? './-' : file).trim();
  if (token === '') throw new ConfigurationError(`${file} is empty.`);
  return token;
}

/** A secret from a file, or from standard input where none is named; never from the command line, which others can read. */
export async function readSecretFrom(what: string, file: string | undefined): Promise<string> {
  if (file === undefined) return readSecret(what);
  const secret = readText(file).trim();
  if (secret === '') throw new UsageError(`${file} is empty.`);
  return secret;
}
