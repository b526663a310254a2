import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../shared/store/item.ts';
import { nameOf, type Key } from '../../../shared/store/keys.ts';
import type { FailedWrite, Write } from '../../../shared/store/table.ts';
import type { Usage } from '../../../shared/store/usage.ts';
import { keyOfWrite } from '../../../shared/store/writes.ts';
import { SimulatedTable } from './container.ts';
import type { Broken } from './simulate.ts';

type Change = (writes: readonly Write[]) => readonly Write[];

/** A table through which the product stores something else than it wants to. */
class ChangedTable extends SimulatedTable {
  readonly #change: Change;

  constructor(args: readonly [string, Usage, DynamoDBClient], change: Change) {
    super(...args);
    this.#change = change;
  }

  override transact(writes: readonly Write[]): Promise<readonly FailedWrite[]> {
    return super.transact(this.#change(writes));
  }
}

/** A table that answers before it has stored. */
class HastyTable extends SimulatedTable {
  override transact(writes: readonly Write[]): Promise<readonly FailedWrite[]> {
    super.transact(writes).catch(() => undefined);
    return Promise.resolve([]);
  }
}

/** A table that keeps what it read. */
class CachingTable extends SimulatedTable {
  readonly #kept = new Map<string, Item>();

  override async getMany(keys: readonly Key[]): Promise<(Item | undefined)[]> {
    const found = await super.getMany(keys);
    return keys.map((key, at) => {
      if (key.sk !== 'USER' && key.sk !== 'TOKEN') return found[at];
      const kept = this.#kept.get(nameOf(key)) ?? found[at];
      if (kept !== undefined) this.#kept.set(nameOf(key), kept);
      return kept;
    });
  }
}

/** A table that forgets what keys of idempotent requests were used for. */
class ForgetfulTable extends SimulatedTable {
  override async getMany(keys: readonly Key[]): Promise<(Item | undefined)[]> {
    const found = await super.getMany(keys);
    return found.map((item) => (item?.['entity'] === 'idempotency' ? undefined : item));
  }

  override transact(writes: readonly Write[]): Promise<readonly FailedWrite[]> {
    return super.transact(writes.filter((write) => !keyOfWrite(write).pk.startsWith('IDEMPOTENCY#')));
  }
}

const unconditional = (write: Write): Write => {
  if ('check' in write) return write;
  const { condition: _, ...rest } = write;
  return rest;
};

const changing =
  (change: Change): NonNullable<Broken['openTable']> =>
  (...args) =>
    new ChangedTable(args, change);

/** Ways to break the product, each with the promise that finds it out. */
export const brokenWays: readonly {
  readonly way: string;
  readonly found: string;
  readonly broken: Broken;
}[] = [
  {
    way: 'a change of a user no longer depends on the state that was read',
    found: 'generations rise',
    broken: {
      openTable: changing((writes) =>
        writes.map((write) =>
          'update' in write && write.update.sk === 'USER' ? unconditional(write) : write,
        ),
      ),
    },
  },
  {
    way: 'what the decision relied on is not repeated in the write',
    found: 'allowed when stored',
    broken: { openTable: changing((writes) => writes.filter((write) => !('check' in write))) },
  },
  {
    way: 'a change is answered before it is stored',
    found: 'one audit record',
    broken: { openTable: (...args) => new HastyTable(...args) },
  },
  {
    way: 'the record of an idempotent request is ignored',
    found: 'retries create one thing',
    broken: { openTable: (...args) => new ForgetfulTable(...args) },
  },
  {
    way: 'users and tokens are cached',
    found: 'refused for good',
    broken: { openTable: (...args) => new CachingTable(...args) },
  },
  {
    way: 'a name is claimed whoever has it',
    found: 'unique names',
    broken: {
      openTable: changing((writes) =>
        writes.map((write) => (keyOfWrite(write).sk === 'NAME' ? unconditional(write) : write)),
      ),
    },
  },
  {
    way: 'the audit record is left out',
    found: 'one audit record',
    broken: {
      openTable: changing((writes) => writes.filter((write) => !keyOfWrite(write).pk.startsWith('AUDIT#'))),
    },
  },
  {
    way: 'the mark of the former owner stays',
    found: 'one owner',
    broken: {
      openTable: changing((writes) =>
        writes.filter((write) => !('remove' in write && write.remove.sk.startsWith('OWNS#'))),
      ),
    },
  },
  {
    way: 'the registry lets the last Super-Admin go',
    found: 'a Super-Admin remains',
    broken: {
      openTable: changing((writes) =>
        writes.map((write) => (keyOfWrite(write).pk === 'SUPERADMINS' ? unconditional(write) : write)),
      ),
    },
  },
];
