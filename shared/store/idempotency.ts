import { addDays, toSeconds, type Instant } from '../domain/time.ts';
import { expression } from './expression.ts';
import { mapAt, numberAt, stringAt } from './fields.ts';
import type { Key } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** What is kept of an idempotent request for a day: the first answer without its secret. */
export interface IdempotencyRecord {
  readonly inputHash: string;
  readonly status: number;
  /** JSON of the first answer, without any token value. */
  readonly body: string;
  /** Its own headers: where the new thing is, and which version. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Keeps the answer with the change it belongs to; fails where the key was used within the last day. */
export function putIdempotency(key: Key, record: IdempotencyRecord, now: Instant): Write {
  const seconds = toSeconds(now);
  return {
    put: { ...key, entity: 'idempotency', ...record, ttl: toSeconds(addDays(now, 1)) },
    condition: expression`attribute_not_exists(#pk) OR #ttl <= ${seconds}`,
  };
}

/** The record of a key; one older than a day does not count, even while TTL has not removed it. */
export async function getIdempotency(
  table: Table,
  key: Key,
  now: Instant,
): Promise<IdempotencyRecord | undefined> {
  const item: Item | undefined = await table.get(key);
  if (item === undefined || numberAt(item, 'ttl') <= toSeconds(now)) return undefined;
  return {
    inputHash: stringAt(item, 'inputHash'),
    status: numberAt(item, 'status'),
    body: stringAt(item, 'body'),
    // A record that an earlier version kept has none.
    headers: item['headers'] === undefined ? {} : (mapAt(item, 'headers') as IdempotencyRecord['headers']),
  };
}
