import { beforeAll, describe, expect, it } from 'vitest';
import { newId, type TagId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { grantsOf } from '../../shared/store/access.ts';
import { tagKey } from '../../shared/store/keys.ts';
import {
  checkAccess,
  findSharedTag,
  findTagAccess,
  putShare,
  type Share,
} from '../../shared/store/shares.ts';
import type { FailedWrite, Table, Write } from '../../shared/store/table.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { shareWrite, stored, tagMemberWrite, tagShareWrite, tagWrite } from '../support/stored.ts';

const anyTime = { since: instant(0) };
const lost = (...indexes: number[]): FailedWrite[] =>
  indexes.map((index) => ({ index, reason: 'condition' }));
let table: Table;
beforeAll(async () => {
  ({ table } = await embeddedTable());
});

/** Ids of their own for one test. */
function strangers() {
  return { personId: aPerson().userId, serviceUserId: aServiceUser().userId, tagId: newId('tag') };
}

describe('access through a tag', () => {
  it('needs the person on the tag, the service user shared with it, and the tag', async () => {
    const { personId, serviceUserId, tagId } = strangers();
    const access = () => findTagAccess(table, { serviceUserId, personId, ...anyTime });
    expect(await access()).toBeUndefined();
    await stored(table, tagWrite(tagId), tagMemberWrite(personId, tagId));
    expect(await access()).toBeUndefined();
    await stored(table, tagMemberWrite(personId, newId('tag')), tagShareWrite(serviceUserId, newId('tag')));
    expect(await access()).toBeUndefined();
    await stored(table, tagShareWrite(serviceUserId, tagId));
    expect(await access()).toMatchObject({ by: 'tag', tagId });
    await stored(table, { remove: tagKey(tagId) });
    expect(await access()).toBeUndefined();
  });

  it('that the service user is itself on the tag is no share', async () => {
    const { personId, serviceUserId, tagId } = strangers();
    await stored(
      table,
      tagWrite(tagId),
      tagMemberWrite(personId, tagId),
      tagMemberWrite(serviceUserId, tagId),
    );
    expect(await findTagAccess(table, { serviceUserId, personId, ...anyTime })).toBeUndefined();
  });

  it.each([
    ['membership', ['since-2001', 'since-7']],
    ['share', ['since-2000', 'since-8']],
  ])('T12 for a token that rests on another one does not count: %s', async (_, grants) => {
    const { personId, serviceUserId, tagId } = strangers();
    await stored(
      table,
      tagWrite(tagId),
      tagMemberWrite(personId, tagId, instant(2000)),
      tagShareWrite(serviceUserId, tagId, instant(7)),
    );
    const resting = (...on: string[]) =>
      findTagAccess(table, { serviceUserId, personId, ...anyTime, among: new Set(on) });
    expect(await resting(...grants)).toBeUndefined();
    expect(await resting('since-7', 'since-2000')).toMatchObject({ by: 'tag', tagId });
  });

  it('D6 a membership from before the person began does not count', async () => {
    const { personId, serviceUserId, tagId } = strangers();
    await stored(
      table,
      tagWrite(tagId),
      tagMemberWrite(personId, tagId, instant(1000)),
      tagShareWrite(serviceUserId, tagId, instant(5)),
    );
    const since = (time: number) =>
      findTagAccess(table, { serviceUserId, personId, ...anyTime, since: instant(time) });
    expect([await since(1001), await since(1000)]).toEqual([
      undefined,
      expect.objectContaining({ by: 'tag', tagId }),
    ]);
  });

  it('H8 to a resource counts as Owner only where that is asked', async () => {
    const { personId, tagId } = strangers();
    const of = { kind: 'resource', id: newId('resource') } as const;
    const grantee = { granteeType: 'tag', granteeId: tagId } as const;
    const share: Share = { ...grantee, accessType: 'Editor', createdAt: instant(0), createdBy: personId };
    await stored(table, tagWrite(tagId), tagMemberWrite(personId, tagId), putShare(of, share));
    const search = { memberId: personId, ...anyTime };
    expect(await findSharedTag(table, of, { ...search, accessType: 'Owner' })).toBeUndefined();
    expect(await findSharedTag(table, of, search)).toMatchObject({ by: 'tag', tagId });
  });

  it('every tag is told of that gives it, ten at most', async () => {
    const { personId, serviceUserId } = strangers();
    const tags = Array.from({ length: 11 }, () => newId('tag')).sort();
    await stored(
      table,
      ...tags.flatMap((tag, at) => [
        tagWrite(tag),
        tagMemberWrite(personId, tag, instant(at)),
        tagShareWrite(serviceUserId, tag, instant(100 + at)),
      ]),
    );
    const access = await findTagAccess(table, { serviceUserId, personId, ...anyTime });
    expect(access?.ways.map(({ tagId }) => tagId)).toEqual(tags.slice(0, 10));
    expect(grantsOf(access).slice(0, 4)).toEqual(['since-0', 'since-100', 'since-1', 'since-101']);
  });

  it('is found behind more tags than one page holds', async () => {
    const { personId, serviceUserId } = strangers();
    const tags = Array.from({ length: 90 }, () => newId('tag'));
    const wide = (write: Write): Write =>
      'put' in write ? { put: { ...write.put, note: 'x'.repeat(16_000) } } : write;
    for (let at = 0; at < 90; at += 30) {
      await stored(table, ...tags.slice(at, at + 30).map((tag) => wide(tagMemberWrite(personId, tag))));
      await stored(
        table,
        ...tags.slice(at, at + 30).map((tag) => wide(tagShareWrite(serviceUserId, tag, instant(9)))),
      );
    }
    const last = 'tag_7zzzzzzzzzzzzzzzzzzzzzzzzz' as TagId;
    await stored(
      table,
      tagWrite(last),
      tagMemberWrite(personId, last, instant(0)),
      tagShareWrite(serviceUserId, last, instant(0)),
    );
    const who = { serviceUserId, personId, ...anyTime, among: new Set(['since-0']) };
    expect(await findTagAccess(table, who)).toMatchObject({ by: 'tag', tagId: last });
  });

  it('is looked for in two queries side by side, and one read more where they meet', async () => {
    const { table: own, usage } = await embeddedTable();
    const { personId, serviceUserId, tagId } = strangers();
    await findTagAccess(own, { serviceUserId, personId, ...anyTime });
    expect(usage.take()).toMatchObject({ calls: 2, roundTrips: 1 });
    await stored(own, tagWrite(tagId), tagMemberWrite(personId, tagId), tagShareWrite(serviceUserId, tagId));
    usage.take();
    await findTagAccess(own, { serviceUserId, personId, ...anyTime });
    expect(usage.take()).toMatchObject({ calls: 3, roundTrips: 2 });
  });
});

describe('access as a condition of a write', () => {
  it('a share that is gone, or was given again, fails it', async () => {
    const { personId, serviceUserId } = strangers();
    const check = (grant: string) =>
      table.transact(checkAccess({ by: 'share', grant }, serviceUserId, personId));
    expect(await check('since-1750000000000')).toEqual(lost(0));
    await stored(table, shareWrite(serviceUserId, personId));
    expect([await check('since-1750000000000'), await check('gnt_1')]).toEqual([[], lost(0)]);
  });

  it('a tag fails it when the membership, the share or the tag is gone', async () => {
    const { personId, serviceUserId, tagId } = strangers();
    const given = { member: 'since-1750000000000', share: 'since-1750000000000' };
    const check = (way = given) =>
      table.transact(checkAccess({ by: 'tag', tagId, ways: [{ tagId, ...way }] }, serviceUserId, personId));
    expect(await check()).toEqual(lost(0, 1, 2));
    await stored(table, tagMemberWrite(personId, tagId));
    expect(await check()).toEqual(lost(1, 2));
    await stored(table, tagShareWrite(serviceUserId, tagId));
    expect(await check()).toEqual(lost(2));
    await stored(table, tagWrite(tagId));
    expect(await check()).toEqual([]);
    expect(await check({ ...given, member: 'gnt_1' })).toEqual(lost(0));
    expect(await check({ ...given, share: 'gnt_1' })).toEqual(lost(1));
  });

  it('the mode has a condition of its own', () => {
    expect(checkAccess({ by: 'mode', sessionId: newId('session') }, 'svc_x', 'usr_x')).toEqual([]);
  });
});
