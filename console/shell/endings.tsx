import { useEffect } from 'react';
import { useActing, useConsole } from '../api/console.ts';
import { useNotify, type Notice } from '../parts/notices.tsx';
import { roleName } from '../parts/roleName.ts';
import { nameOf, type Acting, type Ending } from '../session/identity.ts';

const words: Record<Exclude<Ending, 'left'>, string> = {
  expired: 'The time was over.',
  refused:
    'The API does not accept the token any more: it was ended here or elsewhere, the user was disabled, or your access to it ended.',
  'role-gone': 'The role is not attached to you any more. You are under your default role again.',
};

function noticeOf(of: Acting, why: Exclude<Ending, 'left'>): Notice {
  const under = of.kind === 'person' && of.role !== undefined ? of.role.roleName : undefined;
  const header =
    under === undefined
      ? `You act as ${nameOf(of)} no longer`
      : `You act under the role ${roleName(under)} no longer`;
  return { type: 'warning', header, content: words[why] };
}

/** Says when acting as somebody else, or under a chosen role, has ended by itself. */
export function Endings() {
  const { identity } = useConsole();
  const acting = useActing();
  const notify = useNotify();
  useEffect(() => {
    const { ending } = identity;
    if (ending !== undefined && ending.why !== 'left') notify(noticeOf(ending.of, ending.why));
  }, [acting, identity, notify]);
  return null;
}
