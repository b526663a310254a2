import { api, items, must } from './api.ts';

/** All pages of a list, the first to the last. */
export async function pagesOf(path: string, as: string): Promise<Record<string, unknown>[][]> {
  const pages: Record<string, unknown>[][] = [];
  let cursor: unknown;
  do {
    const next = typeof cursor === 'string' ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const answer = await must(200, api('GET', path + next, { as }));
    pages.push(items(answer));
    cursor = answer.body['NextCursor'];
  } while (cursor !== undefined);
  return pages;
}
