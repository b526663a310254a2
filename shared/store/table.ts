import { randomUUID } from 'node:crypto';
import type { ConsumedCapacity, QueryInput, QueryOutput } from '@aws-sdk/client-dynamodb';
import { DynamoDb } from '../aws/dynamoDb.ts';
import { ServiceError } from '../aws/serviceError.ts';
import { readAttributes, writeAttributes } from './attributes.ts';
import { Bindings, type Expression } from './expression.ts';
import type { Item } from './item.ts';
import { nameOf, type Key } from './keys.ts';
import { StoreUnavailable } from './unavailable.ts';
import { failuresOf, renderWrite, type FailedWrite, type Write } from './writes.ts';
import type { Usage } from './usage.ts';

/** A query of one partition, of the table (consistent) or of an index (eventually consistent: lists only). */
export interface Query {
  readonly index?: 'byName' | 'byCreated' | 'byActive' | 'byRole';
  readonly key: Expression;
  readonly filter?: Expression;
  readonly descending?: boolean;
  readonly limit?: number;
  readonly startAfter?: Item | undefined;
}

/** Items of one query page; `next` is where the following page starts. */
export interface ItemPage {
  readonly items: readonly Item[];
  readonly next: Item | undefined;
}

const maxConflictRetries = 12;
/** What BatchGetItem takes. */
const keysPerCall = 100;

/** The one door to DynamoDB: a few verbs, counted. */
export class Table {
  readonly #client: DynamoDb;
  readonly #name: string;
  readonly #usage: Usage;

  /** @param client - for tests; by default one with short time-outs and three attempts. */
  constructor(name: string, usage: Usage, client = new DynamoDb()) {
    this.#name = name;
    this.#usage = usage;
    this.#client = client;
  }

  /** One consistent read. */
  async get(key: Key): Promise<Item | undefined> {
    const [item] = await this.getMany([key]);
    return item;
  }

  /**
   * Consistent reads in one round trip, in the order of the keys; of each hundred in one call, all at once.
   * @throws StoreUnavailable when DynamoDB leaves keys unread after three attempts.
   */
  async getMany(keys: readonly Key[]): Promise<(Item | undefined)[]> {
    const found = new Map<string, Item>();
    const distinct = [...new Map(keys.map((key) => [nameOf(key), key])).values()];
    const starts = Array.from(
      { length: Math.ceil(distinct.length / keysPerCall) },
      (_, at) => at * keysPerCall,
    );
    await Promise.all(
      starts.map((start) => this.#readInto(found, distinct.slice(start, start + keysPerCall))),
    );
    return keys.map((key) => found.get(nameOf(key)));
  }

  async #readInto(found: Map<string, Item>, keys: Key[]): Promise<void> {
    let pending = keys;
    for (let attempt = 0; pending.length > 0; attempt += 1) {
      if (attempt === 3) throw new StoreUnavailable('unprocessed keys');
      const { items, unread } = await this.#batchGet(pending);
      for (const item of items) found.set(nameOf(item as unknown as Key), item);
      pending = unread;
    }
  }

  async #batchGet(keys: Key[]): Promise<{ items: readonly Item[]; unread: Key[] }> {
    const answer = await this.#counted(false, () =>
      this.#client.call('BatchGetItem', {
        RequestItems: { [this.#name]: { Keys: keys.map(writeAttributes), ConsistentRead: true } },
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    return {
      items: (answer.Responses?.[this.#name] ?? []).map(readAttributes),
      unread: (answer.UnprocessedKeys?.[this.#name]?.Keys ?? []).map(readAttributes) as unknown[] as Key[],
    };
  }

  /** One page of a query. */
  async query(query: Query): Promise<ItemPage> {
    const answer = await this.#query(query, 'ALL_ATTRIBUTES');
    return { items: (answer.Items ?? []).map(readAttributes), next: after(answer) };
  }

  /** How many items a query finds: reads all of them, answers none. */
  async count(query: Query): Promise<number> {
    let total = 0;
    let startAfter = query.startAfter;
    do {
      const answer = await this.#query({ ...query, startAfter }, 'COUNT');
      total += answer.Count ?? 0;
      startAfter = after(answer);
    } while (startAfter !== undefined);
    return total;
  }

  async #query(query: Query, Select: 'ALL_ATTRIBUTES' | 'COUNT') {
    const bindings = new Bindings();
    const input: QueryInput = {
      TableName: this.#name,
      Select,
      ...(query.index === undefined ? { ConsistentRead: true } : { IndexName: query.index }),
      KeyConditionExpression: bindings.render(query.key),
      ...(query.filter === undefined ? {} : { FilterExpression: bindings.render(query.filter) }),
      ScanIndexForward: query.descending !== true,
      ...(query.limit === undefined ? {} : { Limit: query.limit }),
      ...(query.startAfter === undefined ? {} : { ExclusiveStartKey: writeAttributes(query.startAfter) }),
      ReturnConsumedCapacity: 'TOTAL',
      ...bindings.parameters(),
    };
    return await this.#counted(false, () => this.#client.call('Query', input));
  }

  /**
   * All writes or none. Conflicts with transactions under way are tried again, with jitter.
   * @returns the writes that failed; empty when the transaction was committed.
   * @throws StoreUnavailable when DynamoDB did not answer or refused for load.
   */
  async transact(writes: readonly Write[]): Promise<readonly FailedWrite[]> {
    // One token for all attempts: where an answer was lost, a later attempt is recognized as the transaction that was done.
    const token = randomUUID();
    for (let attempt = 0; ; attempt += 1) {
      const failed = await this.#transactOnce(writes, token);
      const conflicted = failed.length > 0 && failed.every(({ reason }) => reason === 'conflict');
      if (!conflicted || attempt === maxConflictRetries) return failed;
      await this.pause(attempt);
    }
  }

  /** How long it waits before it tries a transaction again: full jitter, up to 10 ms doubled per attempt, at most 200 ms. */
  protected pause(attempt: number): Promise<void> {
    const longest = Math.min(200, 10 * 2 ** attempt);
    return new Promise((resolve) => setTimeout(resolve, Math.random() * longest));
  }

  /** One conditional update outside of a transaction. @returns whether the condition held. */
  async update(key: Key, changes: Expression, condition: Expression): Promise<boolean> {
    const bindings = new Bindings();
    try {
      await this.#counted(true, () =>
        this.#client.call('UpdateItem', {
          TableName: this.#name,
          Key: writeAttributes(key),
          UpdateExpression: bindings.render(changes),
          ConditionExpression: bindings.render(condition),
          ReturnConsumedCapacity: 'TOTAL',
          ...bindings.parameters(),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }

  async #transactOnce(writes: readonly Write[], token: string): Promise<readonly FailedWrite[]> {
    try {
      await this.#counted(true, () =>
        this.#client.call('TransactWriteItems', {
          TransactItems: writes.map((write) => renderWrite(this.#name, write)),
          ClientRequestToken: token,
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      return [];
    } catch (error) {
      if (error instanceof ServiceError && error.name === 'TransactionCanceledException')
        return failuresOf(error);
      throw error;
    }
  }

  /** Counts one call and maps what went wrong below us to {@link StoreUnavailable}. */
  async #counted<Output extends Consumption>(write: boolean, call: () => Promise<Output>): Promise<Output> {
    this.#usage.begin();
    try {
      const output = await call();
      for (const consumed of [output.ConsumedCapacity ?? []].flat()) {
        this.#usage.add(write, consumed.CapacityUnits ?? 0);
      }
      return output;
    } catch (error) {
      if (error instanceof Error && caughtByCaller.has(error.name)) throw error;
      throw new StoreUnavailable('DynamoDB did not answer', { cause: error });
    } finally {
      this.#usage.end();
    }
  }
}

interface Consumption {
  readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined;
}

/** Answers of DynamoDB that are outcomes, not failures; and our own mistakes, which must not look like an outage. */
const caughtByCaller = new Set([
  'TransactionCanceledException',
  'ConditionalCheckFailedException',
  'ValidationException',
  'AccessDeniedException',
  'ResourceNotFoundException',
]);

/** Where the next page starts. */
function after({ LastEvaluatedKey }: QueryOutput): Item | undefined {
  return LastEvaluatedKey === undefined ? undefined : readAttributes(LastEvaluatedKey);
}

export type { FailedWrite, Item, Write };
