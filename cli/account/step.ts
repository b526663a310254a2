/** One change, in words and in deed. */
export interface Step {
  readonly sign: '+' | '~' | '-';
  readonly text: string;
  readonly run: () => Promise<unknown>;
}

/** Whether two lists hold the same, in any order. */
export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return new Set(a).size === new Set(b).size && a.every((one) => b.includes(one));
}
