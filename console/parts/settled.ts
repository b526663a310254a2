import { useEffect, useState } from 'react';

/** A value once it has stayed the same for a moment: while somebody types, nothing is asked. */
export function useSettled<Value>(value: Value, milliseconds = 300): Value {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
