import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { InputOf } from '../../../shared/contract/client.ts';
import { useConsole } from '../../api/console.ts';
import type { BodyOf } from '../../api/operations.ts';
import { useShowOnce } from '../../parts/shownOnce.tsx';

type Body = InputOf<'createUser'>['body'];

/** The same key for the same input: whoever tries again after a lost answer creates nothing twice. */
function useKeyOf(): (body: Body) => string {
  const last = useRef<{ readonly body: string; readonly key: string }>(undefined);
  return (body) => {
    const written = JSON.stringify(body);
    if (last.current?.body !== written) last.current = { body: written, key: crypto.randomUUID() };
    return last.current.key;
  };
}

/** What was created, and whether a token with it whose value nobody will ever see. */
export interface Created extends Omit<BodyOf<'createUser'>, 'Token'> {
  readonly lost: boolean;
}

/**
 * Creates the service user. The value of its token is shown above all pages, wherever the person is by then, and is in
 * nothing that the queries or mutations of the page hold.
 */
export function useCreation(created: (user: Created) => void) {
  const { api } = useConsole();
  const queries = useQueryClient();
  const showOnce = useShowOnce();
  const keyOf = useKeyOf();
  return useMutation({
    gcTime: 0,
    mutationFn: async (body: Body) => {
      const answer = await api.createUser({ body }, { idempotencyKey: keyOf(body) });
      const { Token, ...user } = answer.body;
      created({ ...user, lost: body.Token !== undefined && Token?.Token === undefined });
      if (Token?.Token !== undefined) showOnce({ name: Token.Name, token: Token.Token });
    },
    onSettled: () => void queries.invalidateQueries(),
  });
}
