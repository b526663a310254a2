/** Whole minutes that a token lives at most (T1). */
export const mostMinutes = 180;
/** What people take most. */
export const presets = [15, 60, mostMinutes] as const;

/** Why a duration cannot be; undefined when it can. */
export function durationProblem(text: string): string | undefined {
  const minutes = Number(text);
  const whole = /^\d+$/.test(text.trim()) && minutes >= 1 && minutes <= mostMinutes;
  return whole ? undefined : `Whole minutes from 1 to ${mostMinutes}.`;
}
