import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { userShareKey } from '../../shared/store/keys.ts';
import { checkAccess, existedAt, findTagAccess } from '../../shared/store/shares.ts';
import type { FailedWrite, Table, Write } from '../../shared/store/table.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { shareWrite, stored, tagMemberWrite, tagShareWrite } from '../support/stored.ts';

const anyTime = instant(Infinity);
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

describe('a share', () => {
  it('is given once, also by many at once', async () => {
    const { personId, serviceUserId } = strangers();
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, () => table.transact([shareWrite(serviceUserId, personId)])),
    );
    expect(outcomes.filter((failed) => failed.length === 0)).toHaveLength(1);
  });

  it('that was taken away and given again is younger than what came before', async () => {
    const { personId, serviceUserId } = strangers();
    await stored(table, shareWrite(serviceUserId, personId, instant(1000)));
    const first = await table.get(userShareKey(serviceUserId, personId));
    await stored(table, { remove: userShareKey(serviceUserId, personId) });
    await stored(table, shareWrite(serviceUserId, personId, instant(2000)));
    const second = await table.get(userShareKey(serviceUserId, personId));
    expect([first, second].map((item) => item !== undefined && existedAt(item, instant(1500)))).toEqual([
      true,
      false,
    ]);
    expect(second !== undefined && existedAt(second, instant(2000))).toBe(true);
  });
});

describe('access through a tag', () => {
  it('needs the person on the tag and the service user shared with it', async () => {
    const { personId, serviceUserId, tagId } = strangers();
    const access = () => findTagAccess(table, { serviceUserId, personId, at: anyTime });
    expect(await access()).toBeUndefined();
    await stored(table, tagMemberWrite(personId, tagId));
    expect(await access()).toBeUndefined();
    await stored(table, tagMemberWrite(personId, newId('tag')), tagShareWrite(serviceUserId, newId('tag')));
    expect(await access()).toBeUndefined();
    await stored(table, tagShareWrite(serviceUserId, tagId));
    expect(await access()).toEqual({ by: 'tag', tagId });
  });

  it('that the service user is itself on the tag is no share', async () => {
    const { personId, serviceUserId, tagId } = strangers();
    await stored(table, tagMemberWrite(personId, tagId), tagMemberWrite(serviceUserId, tagId));
    expect(await findTagAccess(table, { serviceUserId, personId, at: anyTime })).toBeUndefined();
  });

  it.each([
    ['membership', 2000, 0],
    ['share', 0, 2000],
  ])('T12 given again after the token was issued does not count: %s', async (_, member, shared) => {
    const { personId, serviceUserId, tagId } = strangers();
    await stored(
      table,
      tagMemberWrite(personId, tagId, instant(member)),
      tagShareWrite(serviceUserId, tagId, instant(shared)),
    );
    const at = (issued: number) => findTagAccess(table, { serviceUserId, personId, at: instant(issued) });
    expect([await at(1999), await at(2000)]).toEqual([undefined, { by: 'tag', tagId }]);
  });

  it('another tag that is old enough counts', async () => {
    const { personId, serviceUserId, tagId } = strangers();
    const young = newId('tag');
    await stored(table, tagMemberWrite(personId, young, instant(9)), tagShareWrite(serviceUserId, young));
    await stored(table, tagMemberWrite(personId, tagId), tagShareWrite(serviceUserId, tagId));
    expect(await findTagAccess(table, { serviceUserId, personId, at: instant(5) })).toEqual({
      by: 'tag',
      tagId,
    });
  });

  it('is found behind more tags than one page holds', async () => {
    const { personId, serviceUserId } = strangers();
    const tags = Array.from({ length: 72 }, () => newId('tag'));
    const wide = (write: Write): Write =>
      'put' in write ? { put: { ...write.put, note: 'x'.repeat(16_000) } } : write;
    for (let at = 0; at < 72; at += 36) {
      await stored(table, ...tags.slice(at, at + 36).map((tag) => wide(tagMemberWrite(personId, tag))));
      await stored(
        table,
        ...tags.slice(at, at + 36).map((tag) => wide(tagShareWrite(serviceUserId, tag, instant(9)))),
      );
    }
    const last = 'tag_7zzzzzzzzzzzzzzzzzzzzzzzzz' as ReturnType<typeof newId<'tag'>>;
    await stored(table, tagMemberWrite(personId, last), tagShareWrite(serviceUserId, last));
    const access = await findTagAccess(table, { serviceUserId, personId, at: instant(5) });
    expect(access).toEqual({ by: 'tag', tagId: last });
  });

  it('is looked for in two queries side by side', async () => {
    const { table: own, usage } = await embeddedTable();
    await findTagAccess(own, { ...strangers(), at: anyTime });
    expect(usage.take()).toMatchObject({ calls: 2, roundTrips: 1 });
  });
});

describe('access as a condition of a write', () => {
  it('a share that is gone fails it', async () => {
    const { personId, serviceUserId } = strangers();
    const check = () => table.transact(checkAccess({ by: 'share' }, serviceUserId, personId));
    expect(await check()).toEqual(lost(0));
    await stored(table, shareWrite(serviceUserId, personId));
    expect(await check()).toEqual([]);
  });

  it('a tag fails it when either half is gone', async () => {
    const { personId, serviceUserId, tagId } = strangers();
    const check = () => table.transact(checkAccess({ by: 'tag', tagId }, serviceUserId, personId));
    expect(await check()).toEqual(lost(0, 1));
    await stored(table, tagMemberWrite(personId, tagId));
    expect(await check()).toEqual(lost(1));
    await stored(table, tagShareWrite(serviceUserId, tagId));
    expect(await check()).toEqual([]);
  });

  it('the mode has a condition of its own', () => {
    expect(checkAccess({ by: 'mode', sessionId: newId('session') }, 'svc_x', 'usr_x')).toEqual([]);
  });
});
