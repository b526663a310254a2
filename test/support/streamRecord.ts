import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import type { Item } from '../../shared/store/item.ts';

let sequence = 0;

/** A record of the table's stream, as Lambda hands it to a worker. */
export function aStreamRecord(
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE',
  { before, after }: { before?: Item; after?: Item },
): DynamoDBRecord & { readonly dynamodb: { readonly SequenceNumber: string } } {
  sequence += 1;
  const item = after ?? before ?? {};
  return {
    eventName,
    dynamodb: {
      SequenceNumber: String(sequence),
      ApproximateCreationDateTime: 1_750_000_000,
      Keys: { pk: { S: String(item['pk']) }, sk: { S: String(item['sk']) } },
      ...(before === undefined ? {} : { OldImage: imageOf(before) }),
      ...(after === undefined ? {} : { NewImage: imageOf(after) }),
    },
  };
}

function imageOf(item: Item): Record<string, AttributeValue> {
  const present = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, attributeOf(value)]));
}

function attributeOf(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (value instanceof Set) return { SS: [...(value as Set<string>)] };
  return Array.isArray(value) ? { L: value.map(attributeOf) } : { M: imageOf(value as Item) };
}
