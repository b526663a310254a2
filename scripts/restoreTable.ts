// Makes the contents of a live table those of a restored one: `npm run restore:table -- --from <restored> --to <live> [--yes]`.
// Audit records that only the live table has are kept: they tell what happened after the moment that was restored.
import { parseArgs } from 'node:util';
import {
  BatchWriteItemCommand,
  DynamoDBClient,
  ScanCommand,
  type AttributeValue,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { readAttributes } from '../shared/store/attributes.ts';
import type { Item } from '../shared/store/item.ts';

/** An item as it is stored: it is copied, not read. */
type Stored = Record<string, AttributeValue>;

/** What a restoration did, or would do. */
export interface Restored {
  readonly written: number;
  readonly deleted: number;
  /** Audit records of after the restored moment, oldest first: their actions are undone, and may have to be repeated. */
  readonly undone: readonly Item[];
}

interface Tables {
  readonly from: string;
  readonly to: string;
  /** Only counts when false. */
  readonly write: boolean;
}

const keyOf = ({ pk, sk }: Stored): string => JSON.stringify([pk, sk]);

function keyFields({ pk, sk }: Stored): Stored {
  if (pk === undefined || sk === undefined) throw new Error('this is not a table of this product');
  return { pk, sk };
}

async function* pagesOf(client: DynamoDBClient, TableName: string): AsyncGenerator<Stored[]> {
  let ExclusiveStartKey: Stored | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName,
        ConsistentRead: true,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      }),
    );
    ExclusiveStartKey = page.LastEvaluatedKey;
    yield page.Items ?? [];
  } while (ExclusiveStartKey !== undefined);
}

async function apply(client: DynamoDBClient, table: string, changes: WriteRequest[]): Promise<void> {
  for (let at = 0; at < changes.length; at += 25) {
    let left = changes.slice(at, at + 25);
    while (left.length > 0) {
      const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
      left = answer.UnprocessedItems?.[table] ?? [];
    }
  }
}

/** Puts every item of one table into the other, and deletes there what the first does not have, audit records apart. */
export async function restoreTable(client: DynamoDBClient, { from, to, write }: Tables): Promise<Restored> {
  const restored = new Set<string>();
  const changes: WriteRequest[] = [];
  const undone: Item[] = [];
  let written = 0;
  let deleted = 0;
  const pass = async (): Promise<void> => {
    if (write) await apply(client, to, changes);
    changes.length = 0;
  };
  for await (const items of pagesOf(client, from)) {
    for (const item of items) restored.add(keyOf(item));
    changes.push(...items.map((Item) => ({ PutRequest: { Item } })));
    written += items.length;
    await pass();
  }
  for await (const items of pagesOf(client, to)) {
    for (const item of items.filter((each) => !restored.has(keyOf(each)))) {
      if (item['pk']?.S?.startsWith('AUDIT#') === true) undone.push(readAttributes(item));
      else changes.push({ DeleteRequest: { Key: keyFields(item) } });
    }
    deleted += changes.length;
    await pass();
  }
  undone.sort((one, other) => (String(one['sk']) < String(other['sk']) ? -1 : 1));
  return { written, deleted, undone };
}

const usage = 'npm run --silent restore:table -- --from <restored> --to <live> [--yes]';

async function main(words: readonly string[]): Promise<void> {
  const { from, to, yes } = options(words);
  if (from === undefined || to === undefined || from === to) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const write = yes === true;
  const { written, deleted, undone } = await restoreTable(new DynamoDBClient({}), { from, to, write });
  for (const { at, action, targetId, actorId } of undone)
    console.log(JSON.stringify({ at, action, targetId, actorId }));
  // Beside the lines, so that a file of them holds nothing else.
  console.error(
    `${write ? 'written' : 'would write'} ${written}, delete ${deleted}; ${undone.length} actions above are undone`,
  );
}

/** Nothing where they cannot be read. */
function options(words: readonly string[]): { from?: string; to?: string; yes?: boolean } {
  try {
    const known = { from: { type: 'string' }, to: { type: 'string' }, yes: { type: 'boolean' } } as const;
    return parseArgs({ args: [...words], options: known }).values;
  } catch {
    return {};
  }
}

if (import.meta.main) await main(process.argv.slice(2));
