import { useEffect, useRef, type RefObject } from 'react';

/** Whether what asks is still shown, for what ends later. */
export function useHere(): RefObject<boolean> {
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return here;
}
