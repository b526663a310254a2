/** Days that a token lives at most, unless it lives for ever (K4). */
export const mostDays = 365;
const day = 86_400_000;

/** What is chosen: a number of days as a word, `custom` with the days that were typed, or `never`. */
export interface Expiry {
  readonly kind: '30' | '60' | '90' | '365' | 'custom' | 'never';
  readonly days: string;
}

/** As the API does it when nothing is said. */
export const usualExpiry: Expiry = { kind: '90', days: '' };

/** The days as the API takes them; null: never; undefined: what was typed is no such number. */
export function daysOf({ kind, days }: Expiry): number | null | undefined {
  if (kind === 'never') return null;
  const text = kind === 'custom' ? days.trim() : kind;
  const number = Number(text);
  return /^\d+$/.test(text) && number >= 1 && number <= mostDays ? number : undefined;
}

/** When a token that is made now ends. */
export function endOf(days: number, now: number): number {
  return now + days * day;
}

/** A day as `YYYY-MM-DD`, where the person is. */
export function dateOf(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** After how many days of 24 hours a token that is made now ends on a date; the clocks may be changed on the way. */
export function daysUntil(date: string, now: number): number {
  const noon = (text: string) => Date.parse(`${text}T12:00:00Z`);
  const days = Math.round((noon(date) - noon(dateOf(now))) / day);
  const end = dateOf(endOf(days, now));
  if (end === date) return days;
  return end > date ? days - 1 : days + 1;
}
