/** Answers of authorizers, kept as long as API Gateway would keep them. */
export class AuthorizerCache<Answer> {
  readonly #entries = new Map<string, { readonly until: number; readonly answer: Answer }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The kept answer of an identity, whatever method or path it was given for: API Gateway shares it likewise. */
  get(key: string): Answer | undefined {
    const entry = this.#entries.get(key);
    if (entry && entry.until > this.#now()) return entry.answer;
    this.#entries.delete(key);
    return undefined;
  }

  /** Keeps an answer; a time to live of 0 keeps nothing. */
  set(key: string, answer: Answer, ttlSeconds: number): void {
    if (ttlSeconds > 0) this.#entries.set(key, { until: this.#now() + ttlSeconds * 1000, answer });
  }
}
