import { setTimeout as wait } from 'node:timers/promises';

/** Where events are sent to, and what becomes of those that nobody takes. */
export interface WebhookSettings {
  readonly url: string;
  readonly giveUp: (body: string, reason: string) => void;
  /** Milliseconds before the first retry; doubled each time up to {@link longestPause}. @default 200 */
  readonly firstPause?: number;
}

/** Milliseconds between two tries at most. */
export const longestPause = 30_000;
/** How often one event is tried. */
const tries = 8;
/** How many events may wait; the oldest is given up for the newest. */
const longestQueue = 10_000;

/** Posts events one after the other, in order, behind the back of whoever hands them over. */
export class Webhook {
  readonly #settings: WebhookSettings;
  readonly #waiting: string[] = [];
  readonly #stopping = new AbortController();
  #work: Promise<void> | undefined;

  constructor(settings: WebhookSettings) {
    this.#settings = settings;
  }

  /** Takes a CloudEvent in JSON; returns at once. */
  send(body: string): void {
    if (this.#waiting.length === longestQueue) {
      const oldest = this.#waiting.shift();
      if (oldest !== undefined) this.#settings.giveUp(oldest, 'too many events wait');
    }
    this.#waiting.push(body);
    this.#work ??= this.#run().finally(() => (this.#work = undefined));
  }

  /** Ends; what waits is given up without a word, since it stands in the log of events. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#work;
  }

  async #run(): Promise<void> {
    for (let body = this.#waiting.shift(); body !== undefined; body = this.#waiting.shift()) {
      if (this.#stopping.signal.aborted) return;
      await this.#deliver(body);
    }
  }

  async #deliver(body: string): Promise<void> {
    const { firstPause = 200, giveUp } = this.#settings;
    const { signal } = this.#stopping;
    for (let attempt = 1; ; attempt += 1) {
      const failure = await this.#post(body);
      if (failure === undefined || signal.aborted) return;
      if (attempt === tries) return giveUp(body, failure);
      const pause = Math.min(longestPause, firstPause * 2 ** (attempt - 1));
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns why it was not taken; undefined when it was. */
  async #post(body: string): Promise<string | undefined> {
    try {
      const response = await fetch(this.#settings.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/cloudevents+json' },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(10_000)]),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `status ${response.status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
