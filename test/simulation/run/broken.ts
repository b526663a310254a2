import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../shared/store/item.ts';
import { nameOf, type Key } from '../../../shared/store/keys.ts';
import type { FailedWrite, ItemPage, Query, Write } from '../../../shared/store/table.ts';
import type { Usage } from '../../../shared/store/usage.ts';
import { keyOfWrite } from '../../../shared/store/writes.ts';
import { given } from '../../support/stored.ts';
import { SimulatedTable } from './container.ts';
import { forgettingAttempts } from './forgettingAttempts.ts';
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

/** A table whose pages of an index end one item early. */
class ShortTable extends SimulatedTable {
  override async query(query: Query): Promise<ItemPage> {
    const page = await super.query(query);
    const isList = query.index !== undefined && page.items.length > 1;
    return isList ? { ...page, items: page.items.slice(0, -1) } : page;
  }
}

/** A table that finds a share of each resource for everybody. */
class GenerousTable extends SimulatedTable {
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

const unconditional = (write: Write): Write => {
  if ('check' in write) return write;
  const { condition: _, ...rest } = write;
  return rest;
};

const changing =
  (change: Change): NonNullable<Broken['openTable']> =>
  (...args) =>
    new ChangedTable(args, change);

/** What is given again is taken for what was given before. */
const sameGrant = (write: Write): Write =>
  'put' in write && write.put['grantId'] !== undefined
    ? { ...write, put: { ...write.put, grantId: undefined, createdAt: given } }
    : write;

/** Ways to break the product, each with the promise that finds it out. */
export const brokenWays: readonly {
  readonly way: string;
  readonly found: string;
  /** The first seed that finds it out, where the test begins to look. */
  readonly seed: number;
  readonly broken: Broken;
}[] = [
  {
    way: 'a change of a user no longer depends on the state that was read',
    found: 'generations rise',
    seed: 22,
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
    seed: 13,
    broken: { openTable: changing((writes) => writes.filter((write) => !('check' in write))) },
  },
  {
    way: 'a change is answered before it is stored',
    found: 'one audit record',
    seed: 1,
    broken: { openTable: (...args) => new HastyTable(...args) },
  },
  {
    way: 'the record of an idempotent request is ignored',
    found: 'retries create one thing',
    seed: 5,
    broken: { openTable: (...args) => new ForgetfulTable(...args) },
  },
  {
    way: 'users and tokens are cached',
    found: 'refused for good',
    seed: 9,
    broken: { openTable: (...args) => new CachingTable(...args) },
  },
  {
    way: 'a name is claimed whoever has it',
    found: 'unique names',
    seed: 65,
    broken: {
      openTable: changing((writes) =>
        writes.map((write) => (keyOfWrite(write).sk === 'NAME' ? unconditional(write) : write)),
      ),
    },
  },
  {
    way: 'the audit record is left out',
    found: 'one audit record',
    seed: 1,
    broken: {
      openTable: changing((writes) => writes.filter((write) => !keyOfWrite(write).pk.startsWith('AUDIT#'))),
    },
  },
  {
    way: 'the mark of the former owner stays',
    found: 'one owner',
    seed: 16,
    broken: {
      openTable: changing((writes) =>
        writes.filter((write) => !('remove' in write && write.remove.sk.startsWith('OWNS#'))),
      ),
    },
  },
  {
    way: 'a share that is given again is the same as before',
    found: 'refused for good',
    seed: 42,
    broken: { openTable: changing((writes) => writes.map(sameGrant)) },
  },
  {
    way: 'the version that a change names is not looked at',
    found: 'If-Match',
    seed: 7,
    broken: { request: ({ ifMatch: _, ...request }) => request },
  },
  {
    way: 'each attempt of the SDK is another request',
    found: 'refused is not stored',
    seed: 3,
    broken: { openTable: forgettingAttempts },
  },
  {
    way: 'a page of an index ends one item early',
    found: 'lists are whole',
    seed: 1,
    broken: { openTable: (...args) => new ShortTable(...args) },
  },
  {
    way: 'everybody has a share of each resource',
    found: 'no access without a share',
    seed: 25,
    broken: { openTable: (...args) => new GenerousTable(...args) },
  },
  {
    way: 'an ended session works on',
    found: 'refused for good',
    seed: 6,
    broken: {
      openTable: changing((writes) =>
        writes.filter((write) => !('remove' in write && write.remove.sk.startsWith('SESSION#'))),
      ),
    },
  },
  {
    way: 'the registry lets the last Super-Admin go',
    found: 'a Super-Admin remains',
    seed: 12,
    broken: {
      openTable: changing((writes) =>
        writes.map((write) => (keyOfWrite(write).pk === 'SUPERADMINS' ? unconditional(write) : write)),
      ),
    },
  },
];
