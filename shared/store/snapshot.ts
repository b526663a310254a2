import { nameOf, type Key } from './keys.ts';
import type { Item, Table } from './table.ts';

/** Consistent reads of one request: wanted first, read together, nothing twice. */
export class Snapshot {
  readonly #table: Table;
  readonly #items = new Map<string, Item | undefined>();
  readonly #wanted = new Map<string, Key>();

  constructor(table: Table) {
    this.#table = table;
  }

  /** Notes keys for the next {@link Snapshot.load}. */
  want(...keys: readonly Key[]): void {
    for (const key of keys) if (!this.#items.has(nameOf(key))) this.#wanted.set(nameOf(key), key);
  }

  /** Reads all that is wanted and not read yet, in one round trip; none when nothing is. */
  async load(): Promise<void> {
    const keys = [...this.#wanted.values()];
    this.#wanted.clear();
    if (keys.length === 0) return;
    const items = await this.#table.getMany(keys);
    keys.forEach((key, at) => this.#items.set(nameOf(key), items[at]));
  }

  /** Whether the key was read, whatever came of it. */
  has(key: Key): boolean {
    return this.#items.has(nameOf(key));
  }

  /** An item that was read; undefined where there is none. @throws Error when it was never loaded. */
  item(key: Key): Item | undefined {
    if (!this.#items.has(nameOf(key))) throw new Error(`not loaded: ${key.sk}`);
    return this.#items.get(nameOf(key));
  }

  /** An item, read now if it was not. */
  async fetch(key: Key): Promise<Item | undefined> {
    this.want(key);
    if (!this.has(key)) await this.load();
    return this.item(key);
  }
}
