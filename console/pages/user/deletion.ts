import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useConsole } from '../../api/console.ts';
import type { BodyOf } from '../../api/operations.ts';
import { isProblem } from '../../api/problem.ts';

/** What a finished delete moved. */
export type Receipt = Extract<BodyOf<'deleteUser'>, { readonly CompletedAt: string }>;

/** A delete that was begun on this page. */
export type Deletion =
  | { readonly state: 'running'; readonly transferTo: string }
  | { readonly state: 'done'; readonly receipt: Receipt | undefined };

/** Between two calls that bring a delete forward and ask how far it is. */
const pause = 1500;

function stateOf(answer: BodyOf<'deleteUser'>): Deletion {
  if ('CompletedAt' in answer) return { state: 'done', receipt: answer };
  return { state: 'running', transferTo: answer.Deletion?.TransferTo ?? '' };
}

/** Watches a delete that was begun here to its end: the call is repeated, since the last one answers with the receipt. */
export function useDeletion(userId: string): {
  readonly deletion: Deletion | undefined;
  readonly begun: (answer: BodyOf<'deleteUser'>) => void;
} {
  const { api } = useConsole();
  const queries = useQueryClient();
  const [deletion, setDeletion] = useState<Deletion>();
  const transferTo = deletion?.state === 'running' ? deletion.transferTo : undefined;
  const begun = (answer: BodyOf<'deleteUser'>) => {
    setDeletion(stateOf(answer));
    void queries.invalidateQueries();
  };
  useEffect(() => {
    if (transferTo === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const ended = new AbortController();
    const again = () => (timer = setTimeout(() => void step(), pause));
    const step = async () => {
      try {
        const { body } = await api.deleteUser({ userId, query: { transferTo } }, { signal: ended.signal });
        if (!('CompletedAt' in body)) return void again();
        setDeletion(stateOf(body));
        await queries.invalidateQueries();
      } catch (error) {
        if (ended.signal.aborted) return;
        // The worker was faster: it is gone, and its receipt is in the audit trail only.
        if (isProblem(error, 'user-not-found')) setDeletion({ state: 'done', receipt: undefined });
        else again();
      }
    };
    again();
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [api, queries, transferTo, userId]);
  return { deletion, begun };
}
