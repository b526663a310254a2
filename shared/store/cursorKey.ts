import { expression } from './expression.ts';
import { stringAt } from './fields.ts';
import { cursorKeyKey } from './keys.ts';
import type { Table, Write } from './table.ts';
import { StoreUnavailable } from './unavailable.ts';

/** Stores the key that signs cursors; the first one stays. */
export function putCursorKey(secret: Buffer): Write {
  return {
    put: { ...cursorKeyKey, entity: 'cursorKey', secret: secret.toString('base64') },
    condition: expression`attribute_not_exists(#pk)`,
  };
}

/** Reads the key that signs cursors. @throws StoreUnavailable before the first deployment has finished. */
export async function getCursorKey(table: Table): Promise<Buffer> {
  const item = await table.get(cursorKeyKey);
  if (item === undefined) throw new StoreUnavailable('no cursor key is stored');
  return Buffer.from(stringAt(item, 'secret'), 'base64');
}
