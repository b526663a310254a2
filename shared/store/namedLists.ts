import { expression } from './expression.ts';
import { stringAt } from './fields.ts';
import type { Item, Table } from './table.ts';

/** What to list by name: constants first, then the items of a list partition. */
export interface NamedListQuery<Row> {
  readonly partition: string;
  readonly read: (item: Item) => Row;
  readonly first: readonly Row[];
  readonly limit: number;
  /** Where the previous page ended. */
  readonly after: string | undefined;
}

/** One page by name; `next` is where it ended, if more follow. See {@link amongConstants}. */
export async function listByName<Row>(
  table: Table,
  { partition, read, first, limit, after }: NamedListQuery<Row>,
): Promise<{ items: Row[]; next: string | undefined }> {
  const [shown, from] = placeOf(after, first.length);
  const constants = first.slice(shown, shown + limit);
  const room = limit - constants.length;
  const key = expression`#listPk = ${partition}`;
  const page = await table.query({
    index: 'byName',
    key: from === undefined ? key : expression`${key} AND #byName > ${from}`,
    limit: room + 1,
  });
  const rows = page.items.slice(0, room);
  // DynamoDB reads at most 1 MB at once, so a page can end early.
  const more = page.items.length > room || page.next !== undefined || shown + constants.length < first.length;
  const last = rows.at(-1);
  const position = last === undefined ? `!${shown + constants.length}` : stringAt(last, 'byName');
  return { items: [...constants, ...rows.map(read)], next: more ? position : undefined };
}

/** A position among the constants, and their count. It is no sort key: those of names that begin so go on to an id. */
const amongConstants = /^!(\d+)$/;

/** How many constants were shown already, and behind which name the items go on. */
function placeOf(after: string | undefined, constants: number): [shown: number, from: string | undefined] {
  if (after === undefined) return [0, undefined];
  const shown = amongConstants.exec(after)?.[1];
  return shown === undefined ? [constants, after] : [Number(shown), undefined];
}
