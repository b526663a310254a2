import { beforeAll, describe, expect, it } from 'vitest';
import { restoreTable } from '../../scripts/restoreTable.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

let live: EmbeddedTable;
let restored: EmbeddedTable;

const item = (pk: string, more: object = {}) => ({ put: { pk, sk: 'X', entity: 'test', ...more } });

beforeAll(async () => {
  [live, restored] = await Promise.all([embeddedTable(), embeddedTable()]);
  const before = Array.from({ length: 60 }, (_, at) => item(`USER#${at}`, { version: 1 }));
  await stored(restored.table, ...before, item('AUDIT#1', { at: 1 }));
  await stored(live.table, item('USER#0', { version: 2 }), item('USER#new'), item('AUDIT#1', { at: 1 }));
  await stored(live.table, item('AUDIT#2', { at: 2, action: 'disableUser' }));
});

describe('a table restored to an earlier moment', () => {
  it('is first only looked at: what would be written and deleted, and which actions would be undone', async () => {
    const tables = { from: restored.name, to: live.name, write: false };
    const { written, deleted, undone } = await restoreTable(live.client, tables);
    expect([written, deleted]).toEqual([61, 1]);
    expect(undone.map(({ pk, action }) => [pk, action])).toEqual([['AUDIT#2', 'disableUser']]);
    expect(await live.table.get({ pk: 'USER#0', sk: 'X' })).toMatchObject({ version: 2 });
  });

  it('then takes the place of the live one, whose later audit records stay', async () => {
    await restoreTable(live.client, { from: restored.name, to: live.name, write: true });
    for (const pk of ['USER#0', 'USER#59']) {
      expect(await live.table.get({ pk, sk: 'X' })).toMatchObject({ version: 1 });
    }
    expect(await live.table.get({ pk: 'USER#new', sk: 'X' })).toBeUndefined();
    expect(await live.table.get({ pk: 'AUDIT#2', sk: 'X' })).toMatchObject({ action: 'disableUser' });
  });

  it('is the same when it is done again', async () => {
    const again = await restoreTable(live.client, { from: restored.name, to: live.name, write: true });
    expect([again.written, again.deleted, again.undone.length]).toEqual([61, 0, 1]);
  });
});
