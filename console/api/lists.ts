import { useEvery, type Question } from './every.ts';
import type { Entry } from './pages.ts';

/** Lists without an operation for one entry, and short in practice. */
type ShortListId = 'listTags' | 'listTeams';

/** One entry of a short list. Right after it was made it may not be there yet: `undefined` while the list is read anew. */
export function useListed<Id extends ShortListId>(id: Id, matches: (entry: Entry<Id>) => boolean) {
  const { items, error, loading, retry } = useEvery(id, {} as Question<Id>, { most: 4000 });
  const entry = items.find(matches);
  return { entry, error, waiting: entry === undefined && loading, retry };
}
