/** How a call is repeated when the API asks for it. */
export interface RetrySettings {
  /** Attempts after the first; 4 when left out, 0 for none. */
  readonly retries?: number;
  /** Longest `Retry-After` that is waited for, in seconds; a longer one is answered to the caller. 30 when left out. */
  readonly longestWait?: number;
  /** A number from 0 to 1, for jitter. */
  readonly random?: () => number;
  /** Waits that many milliseconds; rejects when the signal is aborted. */
  readonly wait?: (milliseconds: number, signal: AbortSignal | null | undefined) => Promise<void>;
}

const firstPause = 200;
const longestPause = 5_000;

/** Waits on the clock of the machine. */
export function waitFor(milliseconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      clearTimeout(timer);
      // What the caller aborted with is theirs, error or not.
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    }, milliseconds);
    if (signal?.aborted) giveUp();
    else signal?.addEventListener('abort', giveUp, { once: true });
  });
}

/** Makes the request of one attempt; what it throws is thrown. */
export type Prepare = (init: RequestInit | undefined) => RequestInit | undefined | Promise<RequestInit>;

/**
 * Repeats what was refused with 429; and with 503, or what got no answer at all, where a second time does no harm: reads,
 * changes that set a state, creations under an idempotency key, and the forms of the OAuth endpoints.
 */
export function retryingFetch(
  send: typeof fetch,
  settings: RetrySettings = {},
  prepare: Prepare = (init) => init,
): typeof fetch {
  const { retries = 4, longestWait = 30, wait = waitFor } = settings;
  return async (input, init) => {
    const harmless = isHarmlessTwice(init);
    for (let attempt = 0; ; attempt += 1) {
      const prepared = await prepare(init);
      if (attempt >= retries) return send(input, prepared);
      const answer = await (harmless ? answerOrLost(send, input, prepared) : send(input, prepared));
      if (answer && (!isForNow(answer, harmless) || secondsAsked(answer) > longestWait)) return answer;
      await discard(answer);
      await wait(pauseAfter(answer, attempt, settings), init?.signal);
    }
  };
}

/** Nothing where there was no answer: `fetch` throws a TypeError then, as for a request that cannot be made. */
async function answerOrLost(
  send: typeof fetch,
  ...request: Parameters<typeof fetch>
): Promise<Response | undefined> {
  try {
    return await send(...request);
  } catch (error) {
    if (!(error instanceof TypeError) || request[1]?.signal?.aborted || !isPossible(request)) throw error;
    return undefined;
  }
}

function isPossible(request: Parameters<typeof fetch>): boolean {
  try {
    return Boolean(new Request(...request));
  } catch {
    return false;
  }
}

function isForNow({ status }: Response, harmless: boolean): boolean {
  return status === 429 || (status === 503 && harmless);
}

function isHarmlessTwice({ method = 'GET', headers }: RequestInit = {}): boolean {
  const given = new Headers(headers);
  const isForm = given.get('content-type') === 'application/x-www-form-urlencoded';
  return !/^(POST|PATCH)$/.test(method) || isForm || given.has('idempotency-key');
}

/** An answer that nobody reads keeps its connection. */
async function discard(answer: Response | undefined): Promise<void> {
  await answer?.body?.cancel();
}

/** Milliseconds until the next attempt: never before `Retry-After`, and spread so that many callers do not return at once. */
function pauseAfter(answer: Response | undefined, attempt: number, settings: RetrySettings): number {
  const { random = Math.random } = settings;
  const asked = answer ? secondsAsked(answer) : 0;
  const pause = Math.min(longestPause, firstPause * 2 ** attempt);
  return asked * 1000 + pause * (asked > 0 ? random() : (1 + random()) / 2);
}

/** Seconds of a `Retry-After`, which may be a number or a date (RFC 9110 section 10.2.3). */
function secondsAsked({ headers }: Response): number {
  const value = headers.get('retry-after');
  const seconds = Number(value ?? 0);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const milliseconds = Date.parse(value ?? '') - Date.now();
  return milliseconds > 0 ? milliseconds / 1000 : 0;
}
