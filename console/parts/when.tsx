import { useConsole } from '../api/console.ts';

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

/** How far a time is from now, in the largest unit that fits. */
export function relativeTo(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return seconds > 0 ? 'in less than a minute' : 'just now';
}

/** A time as people speak of it, exact on hover and to screen readers; or what its absence means. */
export function When({
  at,
  never = 'Never',
}: {
  readonly at: string | null | undefined;
  readonly never?: string;
}) {
  const { now } = useConsole();
  if (at === null || at === undefined) return <>{never}</>;
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={exact.format(time)}>
      {relativeTo(time, now())}
    </time>
  );
}

/** A time, exact. */
export function exactTime(at: number): string {
  return exact.format(at);
}
