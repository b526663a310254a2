import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { rolesList, teamsList } from '../../shared/store/keys.ts';
import { listByName, type NamedListQuery } from '../../shared/store/namedLists.ts';
import { putNewRole, readRole } from '../../shared/store/roles.ts';
import type { Table } from '../../shared/store/table.ts';
import { putNewTeam, readTeam } from '../../shared/store/teams.ts';
import { bulkLoad } from '../support/bulkLoad.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

/** All pages, by names. */
async function pagesOf<Row>(table: Table, query: NamedListQuery<Row>, nameOf: (row: Row) => string) {
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const page = await listByName(table, { ...query, after });
    pages.push(page.items.map(nameOf));
    after = page.next;
  } while (after !== undefined);
  return pages;
}

describe('lists by name', () => {
  let store: EmbeddedTable;
  beforeAll(async () => {
    store = await embeddedTable();
    for (const teamName of ['svc', 'Zulu', 'svc loader', 'alpha', 'Ärzte', 'svc!', '𝄞']) {
      const { team, name } = putNewTeam({ teamId: newId('team'), teamName });
      await stored(store.table, team, name);
    }
  });
  const sorted = ['alpha', 'svc', 'svc loader', 'svc!', 'Zulu', 'Ärzte', '𝄞'];
  const constants = ['first', 'second', 'third'].map((teamName) => ({ teamId: newId('team'), teamName }));

  it.each([1, 2, 3, 4, 5, 9, 10, 11, 200])(
    'hold the constants, then all by name, in pages of %i',
    async (limit) => {
      const query = { partition: teamsList, read: readTeam, first: constants, limit, after: undefined };
      const pages = await pagesOf(store.table, query, ({ teamName }) => teamName);
      expect(pages.flat()).toEqual(['first', 'second', 'third', ...sorted]);
      expect(pages).toHaveLength(Math.ceil(10 / limit));
      for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
    },
  );

  it.each([1, 3, 50])('hold the constants alone, in pages of %i', async (limit) => {
    const query = { partition: rolesList, read: readTeam, first: constants, limit, after: undefined };
    expect((await pagesOf(store.table, query, ({ teamName }) => teamName)).flat()).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  it.each([1, 2, 3, 200])('go on behind names that read like a position, in pages of %i', async (limit) => {
    const own = await embeddedTable();
    for (const teamName of ['!', '!0', '!1', '!2', '!3', '! three', 'plain']) {
      const { team, name } = putNewTeam({ teamId: newId('team'), teamName });
      await stored(own.table, team, name);
    }
    const query = { partition: teamsList, read: readTeam, first: constants, limit, after: undefined };
    const shown: string[] = [];
    let after: string | undefined;
    do {
      const page = await listByName(own.table, { ...query, after });
      shown.push(...page.items.map(({ teamName }) => teamName));
      after = page.next;
    } while (after !== undefined && shown.length <= 10);
    expect(shown).toEqual(['first', 'second', 'third', '!', '! three', '!0', '!1', '!2', '!3', 'plain']);
  });

  it('are whole even where a page is more than DynamoDB reads at once', async () => {
    const own = await embeddedTable();
    const writes = Array.from({ length: 190 }, (_, at) =>
      putNewRole({
        roleId: newId('role'),
        roleName: `role ${String(at).padStart(3, '0')}`,
        description: '漢'.repeat(1000),
        permissions: Array.from({ length: 50 }, (__, nth) => `service-number-${nth}.fullaccess`),
        roleManagers: Array.from({ length: 50 }, () => 'usr_00000000000000000000000001'),
        builtIn: false,
        version: 1,
      }),
    );
    await bulkLoad(
      own,
      writes.map(({ role }) => ('put' in role ? role.put : {})),
    );
    const query = { partition: rolesList, read: readRole, first: [], limit: 200, after: undefined };
    const names = (await pagesOf(own.table, query, ({ roleName }) => roleName)).flat();
    expect(names).toEqual(Array.from({ length: 190 }, (_, at) => `role ${String(at).padStart(3, '0')}`));
  });
});
