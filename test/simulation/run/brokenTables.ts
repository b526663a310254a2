import type { DynamoDb } from '../../../shared/aws/dynamoDb.ts';
import type { Item } from '../../../shared/store/item.ts';
import { nameOf, type Key } from '../../../shared/store/keys.ts';
import type { FailedWrite, ItemPage, Query, Write } from '../../../shared/store/table.ts';
import type { Usage } from '../../../shared/store/usage.ts';
import { keyOfWrite } from '../../../shared/store/writes.ts';
import { SimulatedTable, type Surroundings } from './container.ts';

/** What is stored in place of what the product wants to store. */
export type Change = (writes: readonly Write[]) => readonly Write[];

/** A table through which the product stores something else than it wants to. */
export class ChangedTable extends SimulatedTable {
  readonly #change: Change;

  constructor(args: readonly [string, Usage, DynamoDb], change: Change) {
    super(...args);
    this.#change = change;
  }

  override transact(writes: readonly Write[]): Promise<readonly FailedWrite[]> {
    return super.transact(this.#change(writes));
  }
}

/** A table that shows something else than it holds. */
export class DistortedTable extends SimulatedTable {
  readonly #shown: (item: Item) => Item;

  constructor(args: readonly [string, Usage, DynamoDb], shown: (item: Item) => Item) {
    super(...args);
    this.#shown = shown;
  }

  override async getMany(keys: readonly Key[]): Promise<(Item | undefined)[]> {
    const found = await super.getMany(keys);
    return found.map((item) => (item === undefined ? undefined : this.#shown(item)));
  }
}

/** The same, in whose writes nothing is said of applications. */
export class OpenTable extends DistortedTable {
  override transact(writes: readonly Write[]): Promise<readonly FailedWrite[]> {
    const isOfApplication = (write: Write): boolean =>
      'check' in write && write.check.pk.startsWith('APPLICATION#');
    return super.transact(writes.filter((write) => !isOfApplication(write)));
  }
}

/** A table that remembers no token from outside where nothing else is stored with it. */
export class CarelessTable extends SimulatedTable {
  override transact(writes: readonly Write[]): Promise<readonly FailedWrite[]> {
    const isAlone = writes.every((write) => keyOfWrite(write).sk === 'USED');
    return isAlone ? Promise.resolve([]) : super.transact(writes);
  }
}

/** A table that answers before it has stored. */
export class HastyTable extends SimulatedTable {
  override transact(writes: readonly Write[]): Promise<readonly FailedWrite[]> {
    super.transact(writes).catch(() => undefined);
    return Promise.resolve([]);
  }
}

/** A table that keeps what it read of some kinds of items. */
export class CachingTable extends SimulatedTable {
  readonly #kept = new Map<string, Item>();
  readonly #kinds: readonly string[];

  constructor(args: readonly [string, Usage, DynamoDb], ...kinds: readonly string[]) {
    super(...args);
    this.#kinds = kinds;
  }

  override async getMany(keys: readonly Key[]): Promise<(Item | undefined)[]> {
    const found = await super.getMany(keys);
    return keys.map((key, at) => {
      if (!this.#kinds.includes(key.sk)) return found[at];
      const kept = this.#kept.get(nameOf(key)) ?? found[at];
      if (kept !== undefined) this.#kept.set(nameOf(key), kept);
      return kept;
    });
  }
}

/** A table that forgets what keys of idempotent requests were used for. */
export class ForgetfulTable extends SimulatedTable {
  override async getMany(keys: readonly Key[]): Promise<(Item | undefined)[]> {
    const found = await super.getMany(keys);
    return found.map((item) => (item?.['entity'] === 'idempotency' ? undefined : item));
  }

  override transact(writes: readonly Write[]): Promise<readonly FailedWrite[]> {
    return super.transact(writes.filter((write) => !keyOfWrite(write).pk.startsWith('IDEMPOTENCY#')));
  }
}

/** A table whose pages of an index end one item early. */
export class ShortTable extends SimulatedTable {
  override async query(query: Query): Promise<ItemPage> {
    const page = await super.query(query);
    const isList = query.index !== undefined && page.items.length > 1;
    return isList ? { ...page, items: page.items.slice(0, -1) } : page;
  }
}

/** A table that finds a share of each resource for everybody. */
export class GenerousTable extends SimulatedTable {
  override async getMany(keys: readonly Key[]): Promise<(Item | undefined)[]> {
    const found = await super.getMany(keys);
    return found.map((item, at) => {
      const { pk, sk } = keys[at] ?? { pk: '', sk: '' };
      if (item !== undefined || !pk.startsWith('RESOURCE#') || !sk.startsWith('SHARE#USER#')) return item;
      const grantee = { granteeType: 'user', granteeId: sk.slice('SHARE#USER#'.length) };
      return {
        pk,
        sk,
        ...grantee,
        accessType: 'ReadOnly',
        createdAt: Date.parse('2100-01-01'),
        createdBy: '',
      };
    });
  }
}

/** A table whose lists of the holders of a role are empty. */
export class HolderlessTable extends SimulatedTable {
  override async query(query: Query): Promise<ItemPage> {
    const page = await super.query(query);
    const isOfRole = query.key.values.some((value) => String(value).startsWith('ROLE#'));
    return query.index !== undefined && isOfRole ? { items: [], next: undefined } : page;
  }
}

/** A table whose trust rules have no conditions. */
export class TrustingTable extends SimulatedTable {
  override async query(query: Query): Promise<ItemPage> {
    const page = await super.query(query);
    const items = page.items.map((item) =>
      item['entity'] === 'trustRule' ? { ...item, conditions: [] } : item,
    );
    return { ...page, items };
  }
}

/** A write whatever is there. */
export const unconditional = (write: Write): Write => {
  if ('check' in write) return write;
  const { condition: _, ...rest } = write;
  return rest;
};

/** A product that stores something else. */
export const changing =
  (change: Change): NonNullable<Surroundings['openTable']> =>
  (...args) =>
    new ChangedTable(args, change);

/** Changes what is put of a kind. */
export const putting =
  (entity: string, changed: (item: Item) => Item): Change =>
  (writes) =>
    writes.map((write) =>
      'put' in write && write.put['entity'] === entity ? { ...write, put: changed(write.put) } : write,
    );
