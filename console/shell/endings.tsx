import { useEffect } from 'react';
import { useActing, useConsole } from '../api/console.ts';
import { useNotify } from '../parts/notices.tsx';
import type { Acting, Ending } from '../session/identity.ts';

function nameOf(acting: Acting): string {
  if (acting.kind === 'service-user') return acting.name;
  return acting.kind === 'super-admin' ? 'Super-Admin' : 'yourself';
}

const words: Record<Exclude<Ending, 'left'>, string> = {
  expired: 'The time was over.',
  refused: 'The API does not accept the token any more: the user was disabled, or your access to it ended.',
};

/** Says when acting as somebody else has ended by itself. */
export function Endings() {
  const { identity } = useConsole();
  const acting = useActing();
  const notify = useNotify();
  useEffect(() => {
    const { ending } = identity;
    if (ending === undefined || ending.why === 'left') return;
    notify({
      type: 'warning',
      header: `You act as ${nameOf(ending.of)} no longer`,
      content: words[ending.why],
    });
  }, [acting, identity, notify]);
  return null;
}
