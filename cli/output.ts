import { query } from './query.ts';
import { harmless, looksAt, print, progress, styled } from './terminal.ts';

/** Ways to print an answer. */
export const formats = ['table', 'json', 'jsonl'] as const;

/** How answers are printed. */
export interface OutputSettings {
  /** A table on a terminal and JSON in a pipe when left out. */
  readonly format: (typeof formats)[number] | undefined;
  /** The part of the answer to print. */
  readonly query: string | undefined;
}

/** Headings of a table, each with the text of its cell. */
export type Columns<Item> = Readonly<Record<string, (item: Item) => unknown>>;

/** Prints one object: its columns as lines. */
export function showOne<Item>(item: Item, columns: Columns<Item>, settings: OutputSettings): void {
  if (settings.query !== undefined) return showPart(query(item, settings.query), settings);
  const format = formatOf(settings);
  if (format !== 'table') return print(JSON.stringify(item, null, format === 'json' ? 2 : 0));
  const names = Object.keys(columns);
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) {
    print(`${styled('bold', name.padEnd(width))}  ${cell(columns[name]?.(item))}`);
  }
}

/** Prints a list as it comes, or as a table when it has come. */
export async function showList<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  columns: Columns<Item>,
  settings: OutputSettings,
): Promise<void> {
  const streamed = formatOf(settings) === 'jsonl' && settings.query === undefined;
  const all: Item[] = [];
  const counter = progress();
  for await (const item of items) {
    if (streamed) print(JSON.stringify(item));
    else if (all.push(item) % 50 === 0) counter.show(`${String(all.length)} …`);
  }
  counter.done();
  if (streamed) return;
  if (settings.query !== undefined) return showPart(query(all, settings.query), settings);
  if (formatOf(settings) === 'json') return print(JSON.stringify(all, null, 2));
  showTable(all, columns);
}

function formatOf({ format }: OutputSettings): (typeof formats)[number] {
  return format ?? (looksAt.output() ? 'table' : 'json');
}

/** Text as it is, so that a shell can use it; what is not text as JSON. */
function showPart(part: unknown, settings: OutputSettings): void {
  const plain = formatOf({ ...settings, format: settings.format ?? 'table' }) !== 'json';
  if (!plain) return print(JSON.stringify(part, null, 2));
  for (const one of Array.isArray(part) ? (part as unknown[]) : [part]) {
    const asJson = settings.format === 'jsonl' || typeof one !== 'string';
    print(asJson ? JSON.stringify(one) : harmless(one));
  }
}

function showTable<Item>(items: readonly Item[], columns: Columns<Item>): void {
  const names = Object.keys(columns);
  const rows = items.map((item) => names.map((name) => cell(columns[name]?.(item))));
  const widths = names.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  print(styled('bold', line(names.map((name) => name.toUpperCase()))));
  for (const row of rows) print(line(row));
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return harmless(typeof value === 'object' ? JSON.stringify(value) : String(value));
}
