import type { Answer } from './api.ts';

/** The answers to so many calls begun at once. */
export function atOnce(count: number, call: (index: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index)));
}

/** How often each status was answered. */
export function statusesOf(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/**
 * Goes on calling with several callers while something happens, then with as many at once after it was answered.
 * @returns the statuses answered to the calls begun after that, and those to all before.
 */
export async function staleness(
  call: () => Promise<Answer>,
  happens: () => Promise<Answer>,
): Promise<{ before: readonly number[]; after: Record<number, number> }> {
  let answered = false;
  const during = Array.from({ length: 4 }, async () => {
    const seen: number[] = [];
    while (!answered) seen.push((await call()).status);
    return seen;
  });
  await happens().finally(() => (answered = true));
  const after = statusesOf(await atOnce(8, call));
  return { before: (await Promise.all(during)).flat(), after };
}
