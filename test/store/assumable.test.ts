import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { listAssumable } from '../../shared/store/assumable.ts';
import { granteeList, tagKey, userKey } from '../../shared/store/keys.ts';
import { putShare } from '../../shared/store/shares.ts';
import type { Table } from '../../shared/store/table.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import {
  given,
  shareWrite,
  stored,
  tagMemberWrite,
  tagShareWrite,
  tagWrite,
  userWrites,
} from '../support/stored.ts';

describe('who may be assumed', () => {
  const ada = aPerson();
  const tagId = newId('tag');
  let table: Table;
  beforeEach(async () => {
    ({ table } = await embeddedTable());
    await stored(table, ...userWrites(ada), tagWrite(tagId), tagMemberWrite(ada.userId, tagId));
  });

  /** Ids on each page. */
  async function pages(limit: number): Promise<string[][]> {
    const all: string[][] = [];
    let after: string | undefined;
    do {
      const page = await listAssumable(table, { personId: ada.userId, limit, after });
      all.push(page.users.map(({ userId }) => userId));
      after = page.next;
    } while (after !== undefined);
    return all;
  }

  it('T2 nobody, without a share', async () => {
    await stored(table, ...userWrites(aServiceUser()));
    expect(await pages(50)).toEqual([[]]);
  });

  it.each([1, 2, 7, 50])(
    'T2 those shared directly or by tag, each once, by id, in pages of %i',
    async (limit) => {
      const users = Array.from({ length: 21 }, () => aServiceUser());
      for (const [at, user] of users.entries()) {
        await stored(
          table,
          ...userWrites(user),
          ...(at % 3 === 0 ? [] : [shareWrite(user.userId, ada.userId)]),
          ...(at % 3 === 1 ? [] : [tagShareWrite(user.userId, tagId)]),
          shareWrite(user.userId, aPerson().userId),
        );
      }
      const found = await pages(limit);
      expect(found.flat()).toEqual(users.map(({ userId }) => userId).sort());
      expect(found).toHaveLength(Math.ceil(21 / limit));
    },
  );

  it('T4 not the disabled and deleting ones, nor those that are gone; pages stay full', async () => {
    const users = Array.from({ length: 12 }, (_, at) =>
      aServiceUser({ status: (['enabled', 'disabled', 'deleting'] as const)[at % 3] ?? 'enabled' }),
    );
    for (const user of users) await stored(table, ...userWrites(user), shareWrite(user.userId, ada.userId));
    const enabled = users.filter(({ status }) => status === 'enabled').map(({ userId }) => userId);
    const [gone, ...left] = enabled.sort();
    await stored(table, { remove: userKey(gone ?? '') });
    expect(await pages(2)).toEqual([left.slice(0, 2), left.slice(2)]);
  });

  it('D6 not those from before the person began, nor by a membership from before', async () => {
    const [own, byTag, kept] = [aServiceUser(), aServiceUser(), aServiceUser()];
    const other = newId('tag');
    const old = instant(given - 1);
    for (const user of [own, byTag, kept]) await stored(table, ...userWrites(user));
    await stored(table, tagWrite(other), tagMemberWrite(ada.userId, other, old));
    await stored(table, shareWrite(own.userId, ada.userId, old), tagShareWrite(byTag.userId, other));
    await stored(table, shareWrite(kept.userId, ada.userId));
    expect(await pages(50)).toEqual([[kept.userId]]);
  });

  it('not those of a tag that is gone, and no resources', async () => {
    const user = aServiceUser();
    const grantee = { granteeType: 'user', granteeId: ada.userId, accessType: 'Owner' } as const;
    const share = { ...grantee, createdAt: given, createdBy: ada.userId };
    await stored(table, ...userWrites(user), tagShareWrite(user.userId, tagId));
    await stored(table, putShare({ kind: 'resource', id: newId('resource') }, share));
    expect(await pages(1)).toEqual([[user.userId]]);
    await stored(table, { remove: tagKey(tagId) });
    expect(await pages(1)).toEqual([[]]);
  });

  it('not those of a tag that the person is no longer on', async () => {
    const [own, foreign] = [aServiceUser(), aServiceUser()];
    await stored(table, ...userWrites(own), ...userWrites(foreign));
    await stored(table, shareWrite(own.userId, ada.userId), tagShareWrite(foreign.userId, newId('tag')));
    expect(await pages(50)).toEqual([[own.userId]]);
    expect(granteeList(tagId)).not.toBe(granteeList(ada.userId));
  });
});
