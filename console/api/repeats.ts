import { useCallback, useEffect, useRef } from 'react';
import type { CallOptions } from '../../shared/contract/client.ts';

/** Options with a signal that ends the repeats of a call once what asked for it is gone: nobody expects it then. */
export function useRepeats(): (options?: CallOptions) => CallOptions {
  const here = useRef<AbortController>(undefined);
  useEffect(() => {
    const mine = new AbortController();
    here.current = mine;
    return () => mine.abort(new Error('Nobody waits for it any more.'));
  }, []);
  return useCallback(
    (options = {}) => (here.current === undefined ? options : { signal: here.current.signal, ...options }),
    [],
  );
}
