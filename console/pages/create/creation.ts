import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { InputOf } from '../../../shared/contract/client.ts';
import { useConsole } from '../../api/console.ts';

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

/** Creates the service user. The answer may hold a token: nothing keeps it once the page has let go of it. */
export function useCreation() {
  const { api } = useConsole();
  const queries = useQueryClient();
  const keyOf = useKeyOf();
  return useMutation({
    gcTime: 0,
    mutationFn: async (body: Body) => (await api.createUser({ body }, { idempotencyKey: keyOf(body) })).body,
    onSuccess: () => void queries.invalidateQueries(),
  });
}
