import type { Item } from './table.ts';

/**
 * Readers of item attributes: the parser at the border between the table and the domain.
 * @throws Error naming the attribute (never its value) when it is not of the expected type: a defect of stored data.
 */
export function stringAt(item: Item, name: string): string {
  const value = item[name];
  if (typeof value !== 'string') throw malformed(name);
  return value;
}

/** A text attribute that may be absent. */
export function optionalStringAt(item: Item, name: string): string | undefined {
  return item[name] === undefined ? undefined : stringAt(item, name);
}

/** A number attribute. */
export function numberAt(item: Item, name: string): number {
  const value = item[name];
  if (typeof value !== 'number') throw malformed(name);
  return value;
}

/** A true or false attribute. */
export function booleanAt(item: Item, name: string): boolean {
  const value = item[name];
  if (typeof value !== 'boolean') throw malformed(name);
  return value;
}

/** A number attribute that may be absent. */
export function optionalNumberAt(item: Item, name: string): number | undefined {
  return item[name] === undefined ? undefined : numberAt(item, name);
}

/** A map, to be read like an item. */
export function mapAt(item: Item, name: string): Item {
  const value = item[name];
  if (typeof value !== 'object' || value === null) throw malformed(name);
  return value as Item;
}

/** A map of text to text. */
export function textMapAt(item: Item, name: string): Record<string, string> {
  const value = mapAt(item, name);
  for (const entry of Object.values(value)) if (typeof entry !== 'string') throw malformed(name);
  return value as Record<string, string>;
}

/** A list of text. */
export function textListAt(item: Item, name: string): string[] {
  const value = item[name];
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== 'string')) throw malformed(name);
  return value as string[];
}

/** A set of text; an absent attribute is the empty set, since DynamoDB keeps no empty sets. */
export function textSetAt(item: Item | undefined, name: string): ReadonlySet<string> {
  const value = item?.[name];
  if (value === undefined) return new Set();
  if (!(value instanceof Set)) throw malformed(name);
  return value as Set<string>;
}

function malformed(name: string): Error {
  return new Error(`stored item: attribute ${name} is missing or of the wrong type`);
}
