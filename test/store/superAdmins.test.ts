import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { superAdminsKey } from '../../shared/store/keys.ts';
import {
  checkMember,
  checkNotMember,
  disableMember,
  enableMember,
  readSuperAdmins,
  registerMember,
  removeMember,
} from '../../shared/store/superAdmins.ts';
import type { FailedWrite, Table, Write } from '../../shared/store/table.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

const lost: readonly FailedWrite[] = [{ index: 0, reason: 'condition' }];
const held: readonly FailedWrite[] = [];

describe('the registry of Super-Admin members', () => {
  let table: Table;
  beforeEach(async () => {
    ({ table } = await embeddedTable());
  });

  const added = async (...ids: string[]) => {
    for (const id of ids) await stored(table, registerMember(id, 'added'));
  };
  const registry = async () => {
    const { members, enabled, removed } = readSuperAdmins(await table.get(superAdminsKey));
    return { members: [...members].sort(), enabled: [...enabled].sort(), removed: [...removed].sort() };
  };

  it('is empty before anybody was seen', async () => {
    expect(await registry()).toEqual({ members: [], enabled: [], removed: [] });
    expect(await table.transact([checkMember('ada')])).toEqual(lost);
    expect(await table.transact([checkNotMember('ada')])).toEqual(held);
  });

  it('takes members who are seen and who are added, each once', async () => {
    await stored(table, registerMember('ada', 'seen'));
    await stored(table, registerMember('ada', 'seen'));
    await added('grace', 'grace');
    expect(await registry()).toEqual({ members: ['ada', 'grace'], enabled: ['ada', 'grace'], removed: [] });
    expect(await table.transact([checkMember('ada')])).toEqual(held);
    expect(await table.transact([checkNotMember('ada')])).toEqual(lost);
    expect(await table.transact([checkNotMember('linus')])).toEqual(held);
  });

  it('who was removed stays removed, whatever configuration says, until added', async () => {
    await added('ada', 'grace');
    await stored(table, removeMember('ada'));
    expect(await registry()).toEqual({ members: ['grace'], enabled: ['grace'], removed: ['ada'] });
    expect(await table.transact([registerMember('ada', 'seen')])).toEqual(lost);
    expect(await registry()).toEqual({ members: ['grace'], enabled: ['grace'], removed: ['ada'] });
    await added('ada');
    expect(await registry()).toEqual({ members: ['ada', 'grace'], enabled: ['ada', 'grace'], removed: [] });
    expect(await table.transact([registerMember('ada', 'seen')])).toEqual(held);
  });

  it('the last member is neither removed nor disabled', async () => {
    await added('ada');
    expect(await table.transact([removeMember('ada')])).toEqual(lost);
    expect(await table.transact([disableMember('ada')])).toEqual(lost);
    expect(await registry()).toEqual({ members: ['ada'], enabled: ['ada'], removed: [] });
  });

  it('the last enabled member stays, however many disabled ones there are', async () => {
    await added('ada', 'grace', 'linus');
    await stored(table, disableMember('grace'));
    await stored(table, disableMember('linus'));
    expect(await table.transact([removeMember('ada')])).toEqual(lost);
    expect(await table.transact([disableMember('ada')])).toEqual(lost);
    expect(await table.transact([removeMember('grace')])).toEqual(held);
    expect(await registry()).toEqual({ members: ['ada', 'linus'], enabled: ['ada'], removed: ['grace'] });
  });

  it('a disabled member is enabled again, a stranger is not', async () => {
    await added('ada', 'grace');
    await stored(table, disableMember('grace'));
    expect((await registry()).enabled).toEqual(['ada']);
    await stored(table, enableMember('grace'));
    expect((await registry()).enabled).toEqual(['ada', 'grace']);
    expect(await table.transact([enableMember('linus')])).toEqual(lost);
  });

  it('who is no member cannot be removed', async () => {
    await added('ada', 'grace');
    expect(await table.transact([removeMember('linus')])).toEqual(lost);
    expect((await registry()).removed).toEqual([]);
  });

  it.each<[string, (id: string) => Write, (id: string) => Write]>([
    ['removals', removeMember, removeMember],
    ['disablings', disableMember, disableMember],
    ['a removal and a disabling', removeMember, disableMember],
  ])('%s of the last two against each other at once leave one', async (_, first, second) => {
    for (let round = 0; round < 8; round += 1) {
      const [a, b] = [`ada${round}`, `bob${round}`];
      const fresh = (await embeddedTable()).table;
      for (const id of [a, b]) await stored(fresh, registerMember(id, 'added'));
      const outcomes = await Promise.all([fresh.transact([first(a)]), fresh.transact([second(b)])]);
      expect(outcomes.filter((failed) => failed.length === 0)).toHaveLength(1);
      expect(readSuperAdmins(await fresh.get(superAdminsKey)).enabled.size).toBe(1);
    }
  });

  const ids = (count: number) => new Set(Array.from({ length: count }, (_, at) => `usr_${at}`));

  it.each(['added', 'seen'] as const)('takes 500 members and no more, %s, and those again', async (how) => {
    await stored(table, { put: { ...superAdminsKey, members: ids(499), enabled: ids(499) } });
    expect(await table.transact([registerMember('the-last', how)])).toEqual(held);
    expect(await table.transact([registerMember('one-too-many', how)])).toEqual(lost);
    expect(await table.transact([registerMember('usr_7', how)])).toEqual(held);
    expect((await registry()).members).toHaveLength(500);
  });

  it('takes nobody new after 5,000 removals, and removes nonetheless', async () => {
    const removed = ids(5000);
    const members = new Set(['ada', 'grace', 'linus']);
    await stored(table, { put: { ...superAdminsKey, members, enabled: members, removed } });
    expect(await table.transact([registerMember('new', 'seen')])).toEqual(lost);
    expect(await table.transact([registerMember('new', 'added')])).toEqual(lost);
    expect(await table.transact([registerMember('ada', 'seen')])).toEqual(held);
    expect(await table.transact([registerMember('usr_7', 'added')])).toEqual(held);
    expect(await table.transact([removeMember('grace')])).toEqual(held);
    expect(await table.transact([removeMember('linus')])).toEqual(held);
    expect((await registry()).members).toEqual(['ada', 'usr_7']);
  });

  it('fits into one item at its largest: 500 members, all added, and 5,500 removals', async () => {
    const longIds = (count: number) => new Set(Array.from({ length: count }, () => newId('person')));
    const members = longIds(500);
    const full = { members, enabled: members, added: members, removed: longIds(5500) };
    await stored(table, { put: { ...superAdminsKey, ...full } });
    expect((await registry()).removed).toHaveLength(5500);
  });
});
