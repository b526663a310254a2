import { beforeEach, describe, expect, it } from 'vitest';
import { getCursorKey, putCursorKey } from '../../shared/store/cursorKey.ts';
import type { Table } from '../../shared/store/table.ts';
import { StoreUnavailable } from '../../shared/store/unavailable.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

describe('the key that signs cursors', () => {
  let table: Table;
  beforeEach(async () => {
    ({ table } = await embeddedTable());
  });

  it('is not there before the first deployment: unavailable, never a default', async () => {
    await expect(getCursorKey(table)).rejects.toThrow(StoreUnavailable);
  });

  it('stays the first one, so that cursors outlive a deployment', async () => {
    await stored(table, putCursorKey(Buffer.from('first')));
    expect(await table.transact([putCursorKey(Buffer.from('second'))])).toHaveLength(1);
    expect((await getCursorKey(table)).toString()).toBe('first');
  });
});
