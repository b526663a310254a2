import { createContext, Suspense, use, useCallback, useState, type ReactNode } from 'react';
import { Boundary } from './boundary.tsx';
import { lazily } from './lazily.tsx';
import { loaded } from './loaded.ts';

/** A secret that the API has just answered, and will never answer again. */
export interface Once {
  readonly name: string;
  readonly token: string;
}

const OnceContext = createContext<((once: Once) => void) | undefined>(undefined);

const loadTokenOnce = loaded(() => import('./tokenOnce.tsx'));
const TokenOnce = lazily(async () => ({ default: (await loadTokenOnce()).TokenOnce }));

/** Has what shows a secret at hand before there is one. @throws NotLoaded */
export async function readyToShowOnce(): Promise<void> {
  await loadTokenOnce();
}

/** Shows secrets above all pages: one must not be lost because the page below changes, or because acting as somebody ends. */
export function ShownOnceProvider({ children }: { readonly children: ReactNode }) {
  const [waiting, setWaiting] = useState<readonly Once[]>([]);
  const show = useCallback((once: Once) => setWaiting((others) => [...others, once]), []);
  const [first] = waiting;
  return (
    <OnceContext value={show}>
      {children}
      {first !== undefined && (
        <Boundary>
          <Suspense fallback={null}>
            <TokenOnce
              key={first.token}
              {...first}
              onClose={() => setWaiting((others) => others.filter((other) => other !== first))}
            />
          </Suspense>
        </Boundary>
      )}
    </OnceContext>
  );
}

/** Shows a secret until the person says that it is kept; nothing else may hold it. */
export function useShowOnce(): (once: Once) => void {
  const found = use(OnceContext);
  if (found === undefined) throw new Error('Outside of what shows secrets.');
  return found;
}
