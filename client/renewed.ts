/** A token with its life, in milliseconds since the epoch. */
export interface LiveToken {
  readonly token: string;
  readonly from: number;
  readonly until: number;
}

/** After this share of its life a token is renewed: before anybody is refused, and seldom. */
const renewAfter = 0.8;

/**
 * Keeps one live token. Callers that come while it is being got share one request; if a renewal fails while the old token
 * lives, the old one is used and the next caller tries again.
 */
export function renewed(get: () => Promise<LiveToken>, now: () => number = Date.now): () => Promise<string> {
  let current: LiveToken | undefined;
  let pending: Promise<LiveToken> | undefined;
  const renew = async (): Promise<LiveToken> => {
    try {
      return (current = await get());
    } catch (error) {
      if (current !== undefined && now() < current.until) return current;
      throw error;
    } finally {
      pending = undefined;
    }
  };
  return async () => {
    if (current !== undefined && now() < current.from + (current.until - current.from) * renewAfter) {
      return current.token;
    }
    return (await (pending ??= renew())).token;
  };
}
