import type { Item, Query, Table } from './table.ts';

/** All items of a query, page after page: for what decides, where half of the answer would be a wrong one. */
export async function allItems(table: Table, query: Omit<Query, 'startAfter' | 'limit'>): Promise<Item[]> {
  const items: Item[] = [];
  let startAfter: Item | undefined;
  do {
    const page = await table.query({ ...query, startAfter });
    items.push(...page.items);
    startAfter = page.next;
  } while (startAfter !== undefined);
  return items;
}
