import { useQuery } from '@tanstack/react-query';
import type { Client, InputOf } from '../../shared/contract/client.ts';
import { useConsole, useGeneration } from './console.ts';
import { callOperation, formerOf } from './operations.ts';
import type { Entry, ListId } from './pages.ts';

/** A whole list, or its beginning. */
export interface Every<Item> {
  readonly items: readonly Item[];
  /** Whether that is all there is. */
  readonly complete: boolean;
  /** Whether it was read at all. */
  readonly known: boolean;
  readonly loading: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

interface Found<Item> {
  readonly items: readonly Item[];
  readonly complete: boolean;
}

/** A request of a list, with filters where it has any. */
export type Question<Id extends ListId> = InputOf<Id> & { readonly query?: object };

interface Asked<Id extends ListId> {
  readonly id: Id;
  readonly input: Question<Id>;
  readonly most: number;
  readonly signal: AbortSignal;
}

async function readEvery<Id extends ListId>(api: Client, asked: Asked<Id>): Promise<Found<Entry<Id>>> {
  const { id, input, most, signal } = asked;
  const items: Entry<Id>[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...input.query, limit: 200, cursor };
    const { body } = await callOperation(api, [id, { ...input, query } as InputOf<Id>], { signal });
    const page = body as { readonly Items: readonly Entry<Id>[]; readonly NextCursor?: string };
    items.push(...page.Items);
    cursor = page.NextCursor;
  } while (cursor !== undefined && items.length < most);
  return { items, complete: cursor === undefined };
}

/** Everything in a list that is short by nature, such as roles; of a longer one the first `most`. */
export function useEvery<Id extends ListId>(
  id: Id,
  input: Question<Id>,
  { enabled = true, most = 1000 } = {},
): Every<Entry<Id>> {
  const { api } = useConsole();
  const generation = useGeneration();
  const answer = useQuery({
    queryKey: [generation, 'every', id, input, most],
    queryFn: ({ signal }) => readEvery(api, { id, input, most, signal }),
    enabled,
    placeholderData: formerOf(generation),
  });
  const { items = [], complete = false } = answer.data ?? {};
  return {
    items,
    complete,
    known: answer.data !== undefined,
    loading: answer.isFetching,
    error: answer.error,
    retry: () => void answer.refetch(),
  };
}
