import { addDays, type Instant } from './time.ts';

/** Days before its end at which the owners of a token are told, each once. */
export const noticeDays = [30, 14, 7, 1] as const;

/** Of which notice the days count: one of {@link noticeDays}. */
export type NoticeDays = (typeof noticeDays)[number];

/**
 * The notice that is due now: the last one whose time has come, so that a missed day is caught up and nobody is told twice.
 * None for a time that lies before the token was made: who makes a token for a week need not be told that it ends in a month.
 * @param announced - the last notice given.
 */
export function noticeDue(
  token: { readonly createdAt: Instant; readonly expiresAt: Instant; readonly announced: number | undefined },
  now: Instant,
): NoticeDays | undefined {
  const { createdAt, expiresAt, announced = Infinity } = token;
  if (expiresAt <= now) return undefined;
  const reached = noticeDays.findLast((days) => addDays(expiresAt, -days) <= now);
  if (reached === undefined || reached >= announced) return undefined;
  return addDays(expiresAt, -reached) > createdAt ? reached : undefined;
}
