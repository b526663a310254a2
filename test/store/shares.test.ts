import { beforeAll, describe, expect, it } from 'vitest';
import { newId, type GrantId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { putAccessMark, readAccessMark } from '../../shared/store/accessMarks.ts';
import { accessMarkKey, tagKey, userShareKey } from '../../shared/store/keys.ts';
import {
  countingShare,
  listShares,
  putShare,
  putUserShare,
  readShare,
  removeShare,
  type Share,
} from '../../shared/store/shares.ts';
import type { FailedWrite, Table } from '../../shared/store/table.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { shareWrite, stored, tagShareWrite, tagWrite } from '../support/stored.ts';

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

describe('a share', () => {
  it('is given once, also by many at once', async () => {
    const { personId, serviceUserId } = strangers();
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, () => table.transact([shareWrite(serviceUserId, personId)])),
    );
    expect(outcomes.filter((failed) => failed.length === 0)).toHaveLength(1);
  });

  it('comes back as it was given, is changed from the state that was read only, and is taken once', async () => {
    const of = { kind: 'resource', id: newId('resource') } as const;
    const grantee = { granteeType: 'user', granteeId: aServiceUser().userId } as const;
    const share: Share = { ...grantee, accessType: 'ReadOnly', createdAt: instant(7), createdBy: 'usr_x' };
    await stored(table, putShare(of, share));
    const editor: Share = { ...share, accessType: 'Editor' };
    await stored(table, putShare(of, editor, share));
    expect(await table.transact([putShare(of, { ...share, accessType: 'Owner' }, share)])).toEqual(lost(0));
    expect((await listShares(table, of, { limit: 5, after: undefined })).shares).toMatchObject([editor]);
    await stored(table, removeShare(of, grantee));
    expect(await table.transact([removeShare(of, grantee)])).toEqual(lost(0));
  });

  it('that was taken away and given again is another one, also with the same time', async () => {
    const { personId, serviceUserId } = strangers();
    const give = (grantId: string | undefined) =>
      stored(
        table,
        putUserShare({
          ...{ serviceUserId, personId, createdAt: instant(1000), createdBy: personId },
          grantId: grantId as GrantId,
        }),
      );
    const counts = async (grant: string) => {
      const item = await table.get(userShareKey(serviceUserId, personId));
      return countingShare(item, { ...anyTime, among: new Set([grant]) }) !== undefined;
    };
    await give('gnt_1');
    expect([await counts('gnt_1'), await counts('gnt_2')]).toEqual([true, false]);
    await stored(table, { remove: userShareKey(serviceUserId, personId) });
    await give('gnt_2');
    expect([await counts('gnt_1'), await counts('gnt_2')]).toEqual([false, true]);
  });

  it('from before there were ids is known by its time, until it is given again', async () => {
    const { personId, serviceUserId } = strangers();
    await stored(table, shareWrite(serviceUserId, personId, instant(1000)));
    const item = await table.get(userShareKey(serviceUserId, personId));
    const counts = (grant: string) => countingShare(item, { ...anyTime, among: new Set([grant]) });
    expect([counts('since-1000')?.granteeId, counts('since-1001')]).toEqual([personId, undefined]);
  });

  it('D6 from before its grantee began does not count: a person who comes again inherits nothing', async () => {
    const { personId, serviceUserId } = strangers();
    await stored(table, shareWrite(serviceUserId, personId, instant(1000)));
    const item = await table.get(userShareKey(serviceUserId, personId));
    const since = (time: number) => countingShare(item, { ...anyTime, since: instant(time) });
    expect([since(1000)?.granteeId, since(1001)]).toEqual([personId, undefined]);
  });
});

describe('shares of one service user', () => {
  /** Grantees on each page. */
  async function pages(serviceUserId: string, limit: number): Promise<string[][]> {
    const all: string[][] = [];
    let after: string | undefined;
    do {
      const page = await listShares(table, { kind: 'serviceUser', id: serviceUserId }, { limit, after });
      all.push(page.shares.map(({ granteeId }) => granteeId));
      after = page.next;
    } while (after !== undefined);
    return all;
  }

  it.each([1, 3, 50])('are listed whole, tags first, in full pages of %i', async (limit) => {
    const { serviceUserId } = strangers();
    const tags = Array.from({ length: 4 }, () => newId('tag'));
    const persons = Array.from({ length: 5 }, () => aPerson().userId);
    await stored(
      table,
      ...tags.flatMap((tag) => [tagWrite(tag), tagShareWrite(serviceUserId, tag)]),
      ...persons.map((person) => shareWrite(serviceUserId, person)),
    );
    const found = await pages(serviceUserId, limit);
    expect(found.flat()).toEqual([...tags.sort(), ...persons.sort()]);
    expect(found.slice(0, -1).every(({ length }) => length === limit)).toBe(true);
  });

  it('leave out those with a tag that is gone, and pages stay full', async () => {
    const { serviceUserId } = strangers();
    const tags = Array.from({ length: 6 }, () => newId('tag')).sort();
    await stored(table, ...tags.flatMap((tag) => [tagWrite(tag), tagShareWrite(serviceUserId, tag)]));
    await stored(table, ...tags.filter((_, at) => at % 2 === 0).map((tag) => ({ remove: tagKey(tag) })));
    const left = tags.filter((_, at) => at % 2 === 1);
    expect(await pages(serviceUserId, 2)).toEqual([left.slice(0, 2), left.slice(2)]);
  });

  it('cost a page the same, however many there are', async () => {
    const { table: own, usage } = await embeddedTable();
    const { serviceUserId } = strangers();
    const cost = async () => {
      usage.take();
      await listShares(own, { kind: 'serviceUser', id: serviceUserId }, { limit: 10, after: undefined });
      return usage.take();
    };
    const shares = (count: number) =>
      Array.from({ length: count }, () => shareWrite(serviceUserId, aPerson().userId));
    await stored(own, ...shares(20));
    const few = await cost();
    await stored(own, ...shares(300));
    expect(await cost()).toEqual(few);
  });
});

it('a share item that is no share is a defect, not a grant', () => {
  expect(() => readShare({ granteeType: 'user', granteeId: 'usr_x', accessType: 'Owner' })).toThrow(
    /createdAt/,
  );
});

describe('a mark that access did not break', () => {
  it('comes back as it was stored, with the latest twenty shares', async () => {
    const { personId, serviceUserId } = strangers();
    const ended = Array.from({ length: 25 }, (_, at) => `gnt_${at}`);
    const mark = { ended, tookOver: ['gnt_x', 'gnt_y'] };
    await stored(table, putAccessMark({ serviceUserId, personId }, mark, instant(1_760_000_000_000)));
    const item = await table.get(accessMarkKey(serviceUserId, personId));
    expect(item === undefined ? undefined : readAccessMark(item)).toEqual({
      ended: ended.slice(0, 20),
      tookOver: ['gnt_x', 'gnt_y'],
    });
    expect(item?.['ttl']).toBe(1_760_011_400);
  });

  it('that tells of times only tells nothing', () => {
    expect(readAccessMark({ since: 0, until: 9 })).toBeUndefined();
  });
});
