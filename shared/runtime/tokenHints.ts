import type { Key } from '../store/keys.ts';

/** What a token turned out to be when it was last accepted. */
export interface TokenHint {
  readonly userId: string;
  /** The role that the request ran under. */
  readonly roleId: string;
}

const mostHints = 10_000;
/** By the token's hash; in order of last use. */
const hints = new Map<string, TokenHint>();

/**
 * What is known of a token from earlier requests of this container. It only decides what is read beside the token's own record,
 * so that one round trip is enough; it is never trusted.
 */
export function hintFor(hash: string): TokenHint | undefined {
  return hints.get(hash);
}

/** Keeps a hint; the one that was not used for longest is dropped for it. */
export function keepHint(hash: string, hint: TokenHint): void {
  keepIn(hints, hash, hint);
}

/** By the `jti` of an access token: the record of what it was got with. */
const sources = new Map<string, Key>();

/** Where the record of what an access token was got with lies, as far as an earlier request of this container knows. */
export function sourceHintFor(sessionId: string): Key | undefined {
  return sources.get(sessionId);
}

/** Keeps where that record lies. */
export function keepSourceHint(sessionId: string, key: Key): void {
  keepIn(sources, sessionId, key);
}

/** Forgets all hints, as a container that is new. */
export function forgetHints(): void {
  hints.clear();
  sources.clear();
}

function keepIn<Value>(map: Map<string, Value>, name: string, value: Value): void {
  map.delete(name);
  map.set(name, value);
  const [oldest] = map.size > mostHints ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
}
