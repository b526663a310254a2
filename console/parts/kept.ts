import { useState } from 'react';

/**
 * What was last known, while it is read anew as somebody else: what is typed in a dialog above it stays. For what
 * everybody may read only, in a component of its own for each id.
 */
export function useKept<Value>(value: Value | undefined): Value | undefined {
  const [kept, keep] = useState(value);
  if (value !== undefined && value !== kept) keep(value);
  return value ?? kept;
}
