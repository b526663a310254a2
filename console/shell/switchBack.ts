import { useCallback } from 'react';
import { useActing, useConsole } from '../api/console.ts';
import { useNotify } from '../parts/notices.tsx';
import { saidOf } from '../api/problem.ts';
import { endAtApi } from './leaving.ts';

/** Becomes the person again and ends the session at the API, so that its token is worth nothing any more. */
export function useSwitchBack(): () => void {
  const { identity, personApi } = useConsole();
  const acting = useActing();
  const notify = useNotify();
  return useCallback(() => {
    if (acting.kind === 'person') return;
    identity.end(acting, 'left');
    endAtApi(acting, personApi).catch((error: unknown) => {
      const { title, detail } = saidOf(error);
      notify({
        type: 'warning',
        header: 'You are yourself again, but the token was not ended',
        content: `It ends by itself in time. ${title}: ${detail}`,
      });
    });
  }, [acting, identity, notify, personApi]);
}
