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

/** Whether a request does no harm when it is done twice. */
type Harmless = (init?: RequestInit) => boolean;

/**
 * Repeats what was refused with 429, and with 503 where a second time does no harm; when left out: reads, changes that
 * set a state, and creations under an idempotency key.
 */
export function retryingFetch(
  send: typeof fetch,
  settings: RetrySettings = {},
  isHarmless: Harmless = harmlessTwice,
): typeof fetch {
  const { retries = 4, wait = waitFor } = settings;
  return async (input, init) => {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await send(input, init);
      const mayRepeat = isForNow(answer, () => isHarmless(init));
      if (attempt >= retries || !mayRepeat) return answer;
      const pause = pauseAfter(answer, attempt, settings);
      if (pause === undefined) return answer;
      await answer.body?.cancel();
      await wait(pause, init?.signal);
    }
  };
}

function isForNow({ status }: Response, isHarmless: () => boolean): boolean {
  return status === 429 || (status === 503 && isHarmless());
}

function harmlessTwice({ method = 'GET', headers }: RequestInit = {}): boolean {
  return !/^(POST|PATCH)$/.test(method) || new Headers(headers).has('idempotency-key');
}

/** Milliseconds until the next attempt: never before `Retry-After`, and spread so that many callers do not return at once. */
function pauseAfter(answer: Response, attempt: number, settings: RetrySettings): number | undefined {
  const { longestWait = 30, random = Math.random } = settings;
  const asked = secondsOf(answer.headers.get('retry-after'));
  if (asked > longestWait) return undefined;
  const pause = Math.min(longestPause, firstPause * 2 ** attempt);
  return asked * 1000 + pause * (asked > 0 ? random() : (1 + random()) / 2);
}

/** Seconds of a `Retry-After`, which may be a number or a date (RFC 9110 section 10.2.3). */
function secondsOf(value: string | null): number {
  const seconds = Number(value ?? 0);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const milliseconds = Date.parse(value ?? '') - Date.now();
  return milliseconds > 0 ? milliseconds / 1000 : 0;
}
