/** The middle one; of an even number the upper one of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) throw new Error('Nothing was measured');
  return middle;
}
