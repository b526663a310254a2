import { QueryCache, MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { ConsoleContext, type Console } from './api/console.ts';
import { Pages } from './pages/pages.tsx';
import { NoticesProvider } from './parts/notices.tsx';
import { ShownOnceProvider } from './parts/shownOnce.tsx';
import { Endings } from './shell/endings.tsx';
import { Shell } from './shell/shell.tsx';
import { SignedOut } from './signIn/personSession.ts';

function queriesOf({ session }: Console): QueryClient {
  const onError = (error: unknown): void => {
    if (error instanceof SignedOut) void session.signIn();
  };
  // Out of reach a request fails at once and says so: one that waited for the network would be sent, given up or not.
  const networkMode = 'always';
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    // The client repeats what is worth repeating.
    defaultOptions: {
      queries: { retry: false, staleTime: 10_000, networkMode, refetchOnReconnect: true },
      mutations: { retry: false, networkMode },
    },
  });
}

/** The console of one signed-in person. */
export function Application({ parts }: { readonly parts: Console }) {
  const [queries] = useState(() => queriesOf(parts));
  return (
    <ConsoleContext value={parts}>
      <QueryClientProvider client={queries}>
        <NoticesProvider>
          <ShownOnceProvider>
            <Endings />
            <Shell>
              <Pages />
            </Shell>
          </ShownOnceProvider>
        </NoticesProvider>
      </QueryClientProvider>
    </ConsoleContext>
  );
}
