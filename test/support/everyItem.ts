import { ListTablesCommand, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { localDynamoDb } from './interposer.ts';
import { product } from './product.ts';

/** Everything that the product stores, each item as JSON text. */
export async function everyItem(): Promise<string[]> {
  const client = localDynamoDb(product().dynamodb);
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const items: string[] = [];
  for (const TableName of TableNames) {
    let ExclusiveStartKey: ScanCommandOutput['LastEvaluatedKey'];
    do {
      const page: ScanCommandOutput = await client.send(
        new ScanCommand({ TableName, ConsistentRead: true, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
      );
      items.push(...(page.Items ?? []).map((item) => JSON.stringify(item)));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }
  client.destroy();
  return items;
}
