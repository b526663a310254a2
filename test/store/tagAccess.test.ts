import { beforeAll, describe, expect, it } from 'vitest';
import { newId, type TagId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
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

const anyTime = { since: instant(0), at: instant(Infinity) };
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
    ['membership', 2000, 0],
    ['share', 0, 2000],
  ])('T12 given again after the token was issued does not count: %s', async (_, member, shared) => {
    const { personId, serviceUserId, tagId } = strangers();
    await stored(
      table,
      tagWrite(tagId),
      tagMemberWrite(personId, tagId, instant(member)),
      tagShareWrite(serviceUserId, tagId, instant(shared)),
    );
    const at = (issued: number) =>
      findTagAccess(table, { serviceUserId, personId, since: instant(0), at: instant(issued) });
    expect([await at(1999), await at(2000)]).toEqual([
      undefined,
      expect.objectContaining({ by: 'tag', tagId }),
    ]);
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

  it('another tag that is old enough counts', async () => {
    const { personId, serviceUserId, tagId } = strangers();
    const young = newId('tag');
    await stored(table, tagWrite(tagId), tagWrite(young));
    await stored(
      table,
      tagMemberWrite(personId, young, instant(9)),
      tagShareWrite(serviceUserId, young, instant(0)),
      tagMemberWrite(personId, tagId, instant(0)),
      tagShareWrite(serviceUserId, tagId, instant(0)),
    );
    const who = { serviceUserId, personId, since: instant(0), at: instant(5) };
    expect(await findTagAccess(table, who)).toMatchObject({ by: 'tag', tagId });
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
    const who = { serviceUserId, personId, since: instant(0), at: instant(5) };
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
  it('a share that is gone fails it', async () => {
    const { personId, serviceUserId } = strangers();
    const check = () =>
      table.transact(checkAccess({ by: 'share', since: instant(0) }, serviceUserId, personId));
    expect(await check()).toEqual(lost(0));
    await stored(table, shareWrite(serviceUserId, personId));
    expect(await check()).toEqual([]);
  });

  it('a tag fails it when the membership, the share or the tag is gone', async () => {
    const { personId, serviceUserId, tagId } = strangers();
    const check = () =>
      table.transact(checkAccess({ by: 'tag', tagId, since: instant(0) }, serviceUserId, personId));
    expect(await check()).toEqual(lost(0, 1, 2));
    await stored(table, tagMemberWrite(personId, tagId));
    expect(await check()).toEqual(lost(1, 2));
    await stored(table, tagShareWrite(serviceUserId, tagId));
    expect(await check()).toEqual(lost(2));
    await stored(table, tagWrite(tagId));
    expect(await check()).toEqual([]);
  });

  it('the mode has a condition of its own', () => {
    expect(checkAccess({ by: 'mode', sessionId: newId('session') }, 'svc_x', 'usr_x')).toEqual([]);
  });
});
