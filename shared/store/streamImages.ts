import type { AttributeValue } from 'aws-lambda';
import type { Item } from './item.ts';

/**
 * An item as a record of the table's stream shows it.
 * @throws Error for types of attributes that this product does not store.
 */
export function itemOf(image: Readonly<Record<string, AttributeValue>> | undefined): Item {
  return Object.fromEntries(Object.entries(image ?? {}).map(([name, value]) => [name, valueOf(value)]));
}

const readers: {
  readonly [Type in keyof AttributeValue]?: (value: NonNullable<AttributeValue[Type]>) => unknown;
} = {
  S: (text) => text,
  N: Number,
  BOOL: (truth) => truth,
  NULL: () => null,
  M: itemOf,
  L: (list) => list.map(valueOf),
  SS: (texts) => new Set(texts),
};

function valueOf(value: AttributeValue): unknown {
  for (const [type, read] of Object.entries(readers)) {
    const found = value[type as keyof AttributeValue];
    if (found !== undefined) return (read as (value: unknown) => unknown)(found);
  }
  throw new Error(`stream image: attribute of type ${Object.keys(value).join()}`);
}
