import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { tagKey, tagMemberKey, tagMembersList, tagShareKey, tagsList } from '../../shared/store/keys.ts';
import { listByName } from '../../shared/store/namedLists.ts';
import { removeGrantsOfTag } from '../../shared/store/orphans.ts';
import type { Table } from '../../shared/store/table.ts';
import {
  checkTagOwner,
  existingTags,
  getTag,
  putNewTag,
  putTagMember,
  readTag,
  readTagMember,
  removeTag,
  removeTagMember,
  tagMembershipsOf,
  type Tag,
  type TagMember,
} from '../../shared/store/tags.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored, tagMemberWrite, tagShareWrite, tagWrite } from '../support/stored.ts';

const lost = [{ index: 0, reason: 'condition' }];
let table: Table;
beforeAll(async () => {
  ({ table } = await embeddedTable());
});

function aTag(tagKey: string, tagValue: string): Tag {
  return { tagId: newId('tag'), tagKey, tagValue, createdAt: instant(5), createdBy: 'usr_x' };
}

/** Stores a tag; tells whether its pair was free. */
async function store(tag: Tag, where: Table = table): Promise<boolean> {
  const { name, tag: item } = putNewTag(tag);
  return (await where.transact([name, item])).length === 0;
}

describe('tags', () => {
  it('come back as they were stored', async () => {
    const tag = aTag('Team', 'Data & AI');
    await store(tag);
    expect(await getTag(table, tag.tagId)).toEqual(tag);
  });

  it('are pairs of their own, in any case; the parts do not run into each other', async () => {
    expect(await store(aTag('stage', 'a'))).toBe(true);
    expect(await store(aTag('Stage', 'A'))).toBe(false);
    expect(await store(aTag('stage","a', ''))).toBe(true);
    expect(await store(aTag('stag', 'ea'))).toBe(true);
    expect(await store(aTag('stage', 'ä'))).toBe(true);
  });

  it('of the same pair, 16 at once, are one', async () => {
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => store(aTag('race', 'one'))));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  it('free their pair when they go, and go once', async () => {
    const tag = aTag('reuse', 'me');
    await store(tag);
    expect(await table.transact(await removeTag(table, tag))).toEqual([]);
    expect(await table.transact(await removeTag(table, tag))).toEqual(lost);
    expect(await store({ ...tag, tagId: newId('tag') })).toBe(true);
  });

  it('are listed by key, then value, however long', async () => {
    const { table: own } = await embeddedTable();
    const long = 'w'.repeat(1000);
    const pairs = [
      ['b', 'a'],
      ['B', 'b'],
      ['a', 'z'],
      ['ab', 'a'],
      [long, long],
    ] as const;
    for (const [key, value] of pairs) await store(aTag(key, value), own);
    const page = await listByName(own, {
      partition: tagsList,
      read: readTag,
      first: [],
      limit: 9,
      after: undefined,
    });
    expect(page.items.map(({ tagKey, tagValue }) => [tagKey, tagValue])).toEqual([
      ['a', 'z'],
      ['ab', 'a'],
      ['b', 'a'],
      ['B', 'b'],
      [long, long],
    ]);
  });

  it('are told from those that are gone, in one round trip per hundred', async () => {
    const { table: own, usage } = await embeddedTable();
    const ids = Array.from({ length: 150 }, () => newId('tag'));
    const kept = ids.filter((_, at) => at % 3 === 0);
    await stored(own, ...kept.map(tagWrite));
    usage.take();
    expect([...(await existingTags(own, ids))].sort()).toEqual([...kept].sort());
    expect(usage.take().calls).toBe(2);
    expect((await existingTags(own, [])).size).toBe(0);
    expect(usage.take().calls).toBe(0);
  });
});

describe('who is on a tag', () => {
  const member = (): TagMember => ({
    tagId: newId('tag'),
    userId: aPerson().userId,
    accessType: 'ReadOnly',
    createdAt: instant(5),
    createdBy: 'usr_x',
  });

  it('is kept with the member, and changed from the state that was read only', async () => {
    const reader = member();
    const owner: TagMember = { ...reader, accessType: 'Owner' };
    await stored(table, putTagMember(reader, undefined));
    expect(await table.transact([putTagMember(reader, undefined)])).toEqual(lost);
    await stored(table, putTagMember(owner, reader));
    expect(await table.transact([putTagMember(reader, reader)])).toEqual(lost);
    expect(await tagMembershipsOf(table, reader.userId)).toEqual([owner]);
  });

  it('is an Owner as a condition of a write', async () => {
    const reader = member();
    const check = () => table.transact([checkTagOwner(reader.userId, reader.tagId)]);
    expect(await check()).toEqual(lost);
    await stored(table, putTagMember(reader, undefined));
    expect(await check()).toEqual(lost);
    await stored(table, putTagMember({ ...reader, accessType: 'Owner' }, reader));
    expect(await check()).toEqual([]);
  });

  it('is taken off once, also by many at once', async () => {
    const reader = member();
    await stored(table, putTagMember(reader, undefined));
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => table.transact([removeTagMember(reader.userId, reader.tagId)])),
    );
    expect(outcomes.filter((failed) => failed.length === 0)).toHaveLength(1);
  });

  it('is listed at the same cost, however many are', async () => {
    const { table: own, usage } = await embeddedTable();
    const tagId = newId('tag');
    const cost = async () => {
      usage.take();
      const query = { partition: tagMembersList(tagId), read: readTagMember, first: [] };
      await listByName(own, { ...query, limit: 10, after: undefined });
      return usage.take();
    };
    const members = (count: number) =>
      Array.from({ length: count }, () => tagMemberWrite(aPerson().userId, tagId));
    await stored(own, ...members(20));
    const few = await cost();
    await stored(own, ...members(300));
    expect(await cost()).toEqual(few);
  });
});

it('nothing is left of a tag that is gone, and nothing else is touched; repeating it does no harm', async () => {
  const [tagId, other] = [newId('tag'), newId('tag')];
  const persons = Array.from({ length: 130 }, () => aPerson().userId);
  const targets = Array.from({ length: 130 }, () => aServiceUser().userId);
  await stored(
    table,
    ...persons.flatMap((id) => [tagMemberWrite(id, tagId), tagMemberWrite(id, other)]),
    ...targets.flatMap((id) => [tagShareWrite(id, tagId), tagShareWrite(id, other)]),
    tagWrite(other),
  );
  for (let time = 0; time < 2; time += 1) await removeGrantsOfTag(table, tagId);
  const keys = (tag: string) => [
    ...persons.map((id) => tagMemberKey(id, tag)),
    ...targets.map((id) => tagShareKey(id, tag)),
  ];
  const left = async (tag: string) => {
    const items = [];
    for (let at = 0; at < 260; at += 100) items.push(...(await table.getMany(keys(tag).slice(at, at + 100))));
    return items.filter((item) => item !== undefined).length;
  };
  expect([await left(tagId), await left(other)]).toEqual([0, 260]);
  expect(await table.get(tagKey(other))).toBeDefined();
});
