const ranges = /^([\d.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)\/\d{1,3}$/;
const most = 20;

/** The ranges in a text that holds one per line, or with commas between them. */
export function rangesOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** Why a text is no list of address ranges; undefined where it may be one. The API decides. */
export function rangesProblem(text: string): string | undefined {
  const found = rangesOf(text);
  if (found.length > most) return `At most ${most} ranges.`;
  const wrong = found.find((range) => !ranges.test(range));
  return wrong === undefined
    ? undefined
    : `${wrong} is no range: write 10.0.0.0/8, 2001:db8::/32, or 192.0.2.7/32 for a single address.`;
}
