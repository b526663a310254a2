import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { InputOf } from '../../shared/contract/client.ts';
import { useConsole } from './console.ts';
import { callOperation } from './operations.ts';
import type { Entry, ListId } from './pages.ts';

const mostPages = 5;

/** What could be read of a list, and whether that is all. */
export interface AllOf<Item> {
  readonly items: readonly Item[];
  readonly complete: boolean;
}

/** A list as a whole, up to a thousand entries: for what has to be chosen from or counted. */
export function useAll<Id extends ListId>(
  id: Id,
  input: InputOf<Id>,
  enabled = true,
): UseQueryResult<AllOf<Entry<Id>>> {
  const { api, identity } = useConsole();
  return useQuery({
    queryKey: [identity.generation, id, input, 'all'],
    enabled,
    queryFn: async ({ signal }) => {
      const found: Entry<Id>[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const query = { ...(input as { query?: object }).query, limit: 200, cursor };
        const { body } = await callOperation(api, [id, { ...input, query } as InputOf<Id>], { signal });
        const { Items, NextCursor } = body as { Items: Entry<Id>[]; NextCursor?: string };
        found.push(...Items);
        cursor = NextCursor;
        if (cursor === undefined) break;
      }
      return { items: found, complete: cursor === undefined };
    },
  });
}
