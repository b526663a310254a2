import { createInterface } from 'node:readline';
import type { ReadStream } from 'node:tty';
import { UsageError } from './exitCodes.ts';

/** Whether a stream is looked at by a person. */
export const looksAt = {
  input: (): boolean => process.stdin.isTTY,
  output: (): boolean => process.stdout.isTTY,
  messages: (): boolean => process.stderr.isTTY,
};

/** Writes what was asked for. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes what is said beside it, so that a pipe gets only what was asked for. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** Colours text for a terminal; leaves it alone elsewhere, and where `NO_COLOR` is set. */
export function styled(style: keyof typeof styles, text: string, terminal = looksAt.output()): string {
  const plain = !terminal || Boolean(process.env['NO_COLOR']) || process.env['TERM'] === 'dumb';
  return plain ? text : `\u001b[${String(styles[style])}m${text}\u001b[0m`;
}

/** Text of others, without what a terminal would obey. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');
}

/** One line on stderr that changes while something lasts; silent where nobody looks. */
export function progress(): { show: (text: string) => void; done: () => void } {
  if (!looksAt.messages()) return { show: () => undefined, done: () => undefined };
  return {
    show: (text) => process.stderr.write(`\r\u001b[K${text}`),
    done: () => process.stderr.write('\r\u001b[K'),
  };
}

/**
 * Asks before something that cannot be taken back.
 * @throws UsageError where nobody can answer.
 */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!looksAt.input()) throw new UsageError(`${question} Nobody can answer here: give --yes.`);
  if (!/^y(es)?$/i.test(await ask(`${question} [y/N] `, false))) throw new UsageError('Nothing was changed.');
}

/** A line that a person types, hidden if it is a secret. */
function ask(question: string, hidden: boolean): Promise<string> {
  const lines = createInterface({
    input: process.stdin,
    output: hidden ? undefined : process.stderr,
    terminal: true,
  });
  if (hidden) process.stderr.write(question);
  return new Promise((resolve) => {
    const answered = (answer: string): void => {
      lines.close();
      if (hidden) process.stderr.write('\n');
      resolve(answer.trim());
    };
    if (hidden) lines.once('line', answered);
    else lines.question(question, answered);
  });
}

/** A secret from a pipe, or typed without being shown; never from the command line, which others can read. */
export async function readSecret(what: string): Promise<string> {
  const secret = looksAt.input() ? await ask(`${what}: `, true) : await allOf(process.stdin);
  if (secret === '') throw new UsageError(`${what} is expected on standard input.`);
  return secret;
}

async function allOf(stream: ReadStream | NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8').trim();
}
