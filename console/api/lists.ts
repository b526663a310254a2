import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Client } from '../../shared/contract/client.ts';
import { useConsole } from './console.ts';
import type { Entry } from './pages.ts';

/** Lists without an operation for one entry, and short in practice. */
type ShortListId = 'listTags' | 'listTeams';

type ListCall = (
  input: { readonly query: { readonly limit: number; readonly cursor?: string | undefined } },
  options: { readonly signal: AbortSignal },
) => Promise<{
  readonly body: { readonly Items: readonly unknown[]; readonly NextCursor?: string | undefined };
}>;

const mostPages = 20;

async function everyItem<Id extends ShortListId>(
  api: Client,
  id: Id,
  signal: AbortSignal,
): Promise<Entry<Id>[]> {
  const list: ListCall = id === 'listTags' ? api.listTags : api.listTeams;
  const found: Entry<Id>[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { body } = await list({ query: { limit: 200, cursor } }, { signal });
    found.push(...(body.Items as Entry<Id>[]));
    cursor = body.NextCursor;
    if (cursor === undefined) break;
  }
  return found;
}

/** The whole of a short list, up to 4,000 entries. */
export function useWholeList<Id extends ShortListId>(id: Id): UseQueryResult<Entry<Id>[]> {
  const { api, identity } = useConsole();
  return useQuery({
    queryKey: [identity.generation, id, 'whole'],
    queryFn: ({ signal }) => everyItem(api, id, signal),
  });
}

/** One entry of it. Right after it was made it may not be there yet: `undefined` while the list is read anew. */
export function useListed<Id extends ShortListId>(id: Id, matches: (entry: Entry<Id>) => boolean) {
  const { data, error, isFetching, refetch } = useWholeList(id);
  const entry = data?.find(matches);
  return { entry, error, waiting: entry === undefined && isFetching, retry: () => void refetch() };
}
