import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { convertToAttr, marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from './item.ts';

const options = { removeUndefinedValues: true };

/** An item or a key in DynamoDB's form; attributes that are undefined are left out. */
export function writeAttributes(item: object): Record<string, AttributeValue> {
  return marshall(item, options);
}

/** A value of an expression in DynamoDB's form. */
export function writeAttribute(value: unknown): AttributeValue {
  return convertToAttr(value, options);
}

/** An item or a key as the product works with it. */
export function readAttributes(attributes: Record<string, AttributeValue>): Item {
  return unmarshall(attributes);
}
