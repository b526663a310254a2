import { checksumOf } from '../../client/credentials.ts';

/** A token that was found; never the whole of it. */
export interface Found {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** Enough to recognise it, too little to use it. */
  readonly shown: string;
}

const secretLength = 36;
const shownOfSecret = 4;
/** Longest prefix that can be configured, the underscore, the secret with its checksum. */
const longest = 16 + 1 + secretLength;

/** What a configured prefix must look like. */
export const prefixPattern = /^[a-z][a-z0-9]{1,15}$/;

/**
 * Finds the tokens of these prefixes in text that comes in pieces, whatever stands around them. The checksum tells
 * them from everything that only looks like one.
 */
export async function* findTokens(
  pieces: AsyncIterable<Uint8Array>,
  prefixes: readonly string[],
): AsyncGenerator<Found, void> {
  const start = new RegExp(`(?=((?:${prefixes.join('|')})_)([0-9A-Za-z]{${String(secretLength)}}))`, 'g');
  let [kept, line, column] = ['', 1, 1];
  const look = function* (text: string, end: number): Generator<Found, void> {
    let from = 0;
    const advance = (to: number): void => {
      const passed = text.slice(from, to);
      const lines = passed.split('\n');
      line += lines.length - 1;
      column = lines.length > 1 ? (lines.at(-1) ?? '').length + 1 : column + passed.length;
      from = to;
    };
    for (const { index, 1: prefix = '', 2: secret = '' } of text.matchAll(start)) {
      if (index >= end) break;
      if (checksumOf(prefix + secret.slice(0, -6)) !== secret.slice(-6)) continue;
      advance(index);
      yield { line, column, shown: `${prefix}${secret.slice(0, shownOfSecret)}…` };
    }
    advance(end);
  };
  for await (const piece of pieces) {
    // Windows writes text in two bytes a character; without the empty ones it reads like any other.
    const text = kept + Buffer.from(piece).toString('latin1').replaceAll('\0', '');
    const end = Math.max(0, text.length - longest);
    yield* look(text, end);
    kept = text.slice(end);
  }
  yield* look(kept, kept.length);
}
