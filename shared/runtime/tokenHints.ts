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
  hints.delete(hash);
  hints.set(hash, hint);
  const [oldest] = hints.size > mostHints ? hints.keys() : [];
  if (oldest !== undefined) hints.delete(oldest);
}
