import { createPublicKey, type KeyObject } from 'node:crypto';
import { instant, type Clock, type Instant } from '../domain/time.ts';
import { publicKeysKey } from '../store/keys.ts';
import type { Item, Table } from '../store/table.ts';
import { StoreUnavailable } from '../store/unavailable.ts';

/** A published key: its JWK (RFC 7517), the KMS key behind it, and since when it no longer signs. */
export interface PublishedKey {
  readonly kid: string;
  readonly x: string;
  readonly y: string;
  /** ARN of the KMS key. */
  readonly keyArn: string;
  /** Set when the key left the configuration; its tokens stay good until they end. */
  readonly retiredAt?: Instant;
}

/** A key stays published for the longest life of a token, and ten minutes more. */
export const keepRetiredMinutes = 190;
const refreshAfterMs = 300_000;
const unknownKeyPauseMs = 10_000;

/** The public keys, read from the table once per container and then every five minutes: verifying needs no KMS. */
export class PublicKeys {
  readonly #table: Table;
  readonly #clock: Clock;
  #keys: readonly PublishedKey[] = [];
  readonly #objects = new Map<string, KeyObject>();
  #readAt = -Infinity;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /**
   * The key of that id, or undefined. An unknown id reads anew at most once in ten seconds, so that a flood of them costs nothing.
   * @throws StoreUnavailable when no key was ever published or the table does not answer.
   */
  async find(kid: string): Promise<KeyObject | undefined> {
    const age = this.#clock() - this.#readAt;
    const known = this.#objects.has(kid);
    if (age > refreshAfterMs || (!known && age > unknownKeyPauseMs)) await this.#read();
    return this.#objects.get(kid);
  }

  /** All keys that tokens may be signed with now. */
  async all(): Promise<readonly PublishedKey[]> {
    if (this.#clock() - this.#readAt > refreshAfterMs) await this.#read();
    return this.#keys;
  }

  async #read(): Promise<void> {
    const item = await this.#table.get(publicKeysKey);
    if (item === undefined) throw new StoreUnavailable('no public key is published');
    this.#keys = readPublishedKeys(item).filter((key) => isPublished(key, this.#clock()));
    this.#objects.clear();
    for (const { kid, x, y } of this.#keys) {
      this.#objects.set(kid, createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' }));
    }
    this.#readAt = this.#clock();
  }
}

/** Whether tokens of a key may still be alive. */
export function isPublished(key: PublishedKey, now: Instant): boolean {
  return key.retiredAt === undefined || now < key.retiredAt + keepRetiredMinutes * 60_000;
}

/** Parses the item of published keys. */
export function readPublishedKeys(item: Item | undefined): readonly PublishedKey[] {
  const keys = (item?.['keys'] ?? []) as PublishedKey[];
  return keys.map(({ retiredAt, ...key }) =>
    retiredAt === undefined ? key : { ...key, retiredAt: instant(retiredAt) },
  );
}
