declare const unit: unique symbol;

/** Milliseconds since the Unix epoch. */
export type Instant = number & { readonly [unit]: 'ms' };
/** Seconds since the Unix epoch, as in JWT claims (RFC 7519 NumericDate) and DynamoDB TTL. */
export type EpochSeconds = number & { readonly [unit]: 's' };
/** The source of time: an argument everywhere, so that tests need no waiting. */
export type Clock = () => Instant;

/** The machine's clock. The only reader of `Date.now`. */
export const systemClock: Clock = () => Date.now() as Instant;

/** Makes an instant of milliseconds since the epoch. */
export function instant(milliseconds: number): Instant {
  return milliseconds as Instant;
}

/** Rounds down to whole seconds. */
export function toSeconds(at: Instant): EpochSeconds {
  return Math.floor(at / 1000) as EpochSeconds;
}

/** The instant at which a second begins. */
export function fromSeconds(seconds: number): Instant {
  return (seconds * 1000) as Instant;
}

/** Adds whole or broken minutes. */
export function addMinutes(at: Instant, minutes: number): Instant {
  return (at + minutes * 60_000) as Instant;
}

/** Adds days of 24 hours. */
export function addDays(at: Instant, days: number): Instant {
  return (at + days * 86_400_000) as Instant;
}

/** The latest of some instants: what rests on something is not dated before it, whatever the clock of this machine says. */
export function latest(...instants: readonly Instant[]): Instant {
  return Math.max(...instants) as Instant;
}

/** The earliest of some instants: what has several ends ends with the first. */
export function earliest(...instants: readonly Instant[]): Instant {
  return Math.min(...instants) as Instant;
}

/** ISO 8601 in UTC with milliseconds: the form of every time on the wire. */
export function toIso(at: Instant): string {
  return new Date(at).toISOString();
}
