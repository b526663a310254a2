/** A button that cannot be used says why. */
export function orWhyNot(whyNot: string | undefined): {
  readonly disabled: boolean;
  readonly disabledReason?: string;
} {
  return whyNot === undefined ? { disabled: false } : { disabled: true, disabledReason: whyNot };
}

/** A number and what it counts. */
export function counted(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}
