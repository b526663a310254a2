import { writeFileSync } from 'node:fs';
import type { Token } from './columns.ts';
import { ConfigurationError, UsageError } from './exitCodes.ts';
import type { OutputSettings } from './output.ts';
import { query } from './query.ts';
import { say } from './terminal.ts';

/** Said beside a value that has just been printed. */
export const keepItNow = 'Keep it now: it is not shown again.';

/**
 * Days that a new token lives: null for one that never expires, undefined where nothing is said.
 * @throws UsageError where both are said.
 */
export function lifeOf({
  expiresInDays,
  neverExpires,
}: {
  readonly expiresInDays?: number;
  readonly neverExpires?: boolean;
}): number | null | undefined {
  if (neverExpires !== true) return expiresInDays;
  if (expiresInDays !== undefined) throw new UsageError('Either --expires-in-days or --never-expires.');
  return null;
}

/** What is asked of the printing of a new token. */
interface Showing {
  readonly output: OutputSettings;
  /** The file that its value is written to instead. */
  readonly save: string | undefined;
  /** Where in the answer the value is, as a query. */
  readonly at: 'Token' | 'Token.Token';
}

/**
 * Sees to it, before a token is made, that its value will be printed or written: nobody can show it a second time.
 * @throws UsageError for a query that leaves it out, or that cannot be read.
 */
export function mustNotLose({ output: { query: path }, save, at }: Showing): void {
  if (path === undefined) return;
  const value = 'the value of the token';
  const found = query({ Token: at === 'Token' ? value : { Token: value } }, path);
  if (save !== undefined || JSON.stringify(found).includes(value)) return;
  throw new UsageError(
    `--query ${path} leaves out the new token, which is shown once. Give --query ${at}, or --save FILE beside it.`,
  );
}

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
