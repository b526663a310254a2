import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { writeAttributes } from '../../shared/store/attributes.ts';
import type { Item } from '../../shared/store/table.ts';
import type { EmbeddedTable } from './embeddedTable.ts';

/** Puts many items without conditions, 25 at a time: for tests that need a full table. */
export async function bulkLoad(
  { client, name }: Pick<EmbeddedTable, 'client' | 'name'>,
  items: readonly Item[],
): Promise<void> {
  for (let at = 0; at < items.length; at += 25) {
    const requests = items
      .slice(at, at + 25)
      .map((item) => ({ PutRequest: { Item: writeAttributes(item) } }));
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [name]: requests } }),
    );
    if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('items were left unwritten');
  }
}
