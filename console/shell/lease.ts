import { useEffect, useRef, useState } from 'react';
import { useConsole } from '../api/console.ts';
import { useNotify } from '../parts/notices.tsx';
import type { Acting } from '../session/identity.ts';

/** Minutes before the end at which the person is told. */
const warnAtMinutes = 5;

type Borrowed = Exclude<Acting, { kind: 'person' }>;

/** Time left in words: whole minutes, and seconds in the last one. */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds <= 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  const rest = minutes % 60;
  return minutes < 60
    ? `${minutes} min`
    : `${Math.floor(minutes / 60)} h ${rest === 0 ? '' : `${rest} min`}`.trim();
}

/** Milliseconds left; warns before the end, and switches back at it. */
export function useLease(acting: Borrowed): number {
  const { identity, now } = useConsole();
  const notify = useNotify();
  const warned = useRef<Borrowed>(undefined);
  const [left, setLeft] = useState(acting.expiresAt - now());
  useEffect(() => {
    const tick = () => {
      const rest = acting.expiresAt - now();
      setLeft(rest);
      if (rest <= 0) return identity.end(acting, 'expired');
      const short = acting.expiresAt - acting.issuedAt <= warnAtMinutes * 60_000;
      if (rest > warnAtMinutes * 60_000 || short || warned.current === acting) return;
      warned.current = acting;
      notify({
        type: 'warning',
        header: `Less than ${warnAtMinutes} minutes left`,
        content: 'Then you are yourself again. Switch anew to go on.',
      });
    };
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [acting, identity, notify, now]);
  return left;
}
