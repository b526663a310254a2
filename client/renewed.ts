/** A token with its life, in milliseconds since the epoch. */
export interface LiveToken {
  readonly token: string;
  readonly from: number;
  readonly until: number;
}

/** Gets a token; `spare` says that the one before still works, so that nobody need wait for long. */
export type GetToken = (spare: boolean) => Promise<LiveToken>;

/** After this share of its life a token is renewed: before anybody is refused, and seldom. */
const renewAfter = 0.8;

/**
 * Keeps one live token. Callers that come while it is being got share one request; if a renewal fails while the old token
 * lives, the old one is used and the next caller tries again. Who passes the token that the API refused gets another one.
 */
export function renewed(get: GetToken, now: () => number = Date.now): (refused?: string) => Promise<string> {
  let current: LiveToken | undefined;
  let pending: Promise<LiveToken> | undefined;
  const spare = (): LiveToken | undefined =>
    current !== undefined && now() < current.until ? current : undefined;
  const renew = async (): Promise<LiveToken> => {
    try {
      return (current = await get(spare() !== undefined));
    } catch (error) {
      const old = spare();
      if (old === undefined) throw error;
      return old;
    } finally {
      pending = undefined;
    }
  };
  return async (refused) => {
    if (current?.token === refused) current = undefined;
    if (current !== undefined && now() < current.from + (current.until - current.from) * renewAfter) {
      return current.token;
    }
    return (await (pending ??= renew())).token;
  };
}
