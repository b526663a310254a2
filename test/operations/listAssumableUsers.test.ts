import { describe, expect, it } from 'vitest';
import { tagShareKey } from '../../shared/store/keys.ts';
import { newId } from '../../shared/domain/ids.ts';
import { systemClock } from '../../shared/domain/time.ts';
import { api, field, items, must } from '../support/api.ts';
import { aCreatedServiceUser, asServiceUser, assumedToken, productTable } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { aMember, asSuperAdmin } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { stored, tagMemberWrite, tagShareWrite, tagWrite } from '../support/stored.ts';

async function assumableBy(as: string): Promise<unknown[]> {
  return items(await must(200, api('GET', '/users/me/assumable', { as }))).map(({ UserId }) => UserId);
}

describe('listAssumableUsers', () => {
  describe('answers', () => {
    it('the enabled service users shared with the person, in full pages', async () => {
      const sharedWith = await aMember();
      const shared = await Promise.all([1, 2, 3].map(() => aCreatedServiceUser({ sharedWith })));
      await aCreatedServiceUser({ sharedWith, disabled: true });
      await aCreatedServiceUser();
      const pages = await pagesOf('/users/me/assumable?limit=2', sharedWith.token);
      expect(pages.map((page) => page.length)).toEqual([2, 1]);
      expect(pages.flat().map(({ UserId }) => UserId)).toEqual(shared.map(({ userId }) => userId).sort());
      expect(pages.flat().every((user) => user['IsServiceUser'] === true)).toBe(true);
    });

    it('T2 nothing to a stranger', async () => {
      expect(await assumableBy((await aMember()).token)).toEqual([]);
    });

    it('T16 nothing to a service user', async () => {
      const answer = await must(200, api('GET', '/users/me/assumable', await asServiceUser()));
      expect(answer.body).toEqual({ Items: [], Total: 0 });
    });

    it('every enabled service user to the mode, and no person', async () => {
      const as = await asSuperAdmin();
      const made = await aCreatedServiceUser();
      const pages = await pagesOf('/users/me/assumable?limit=200', as);
      expect(pages.flat().map(({ UserId }) => UserId)).toContain(made.userId);
      expect(
        pages.flat().filter((user) => user['IsServiceUser'] !== true || user['Status'] !== 'enabled'),
      ).toEqual([]);
    });
  });

  refuses('listAssumableUsers', {
    'cursor-not-valid': [
      400,
      'a cursor of another caller',
      async () => {
        const [one, other] = await Promise.all([aMember(), aMember()]);
        await aCreatedServiceUser({ sharedWith: one });
        await aCreatedServiceUser({ sharedWith: one });
        const first = await must(200, api('GET', '/users/me/assumable?limit=1', { as: one.token }));
        const path = `/users/me/assumable?limit=1&cursor=${field(first, 'NextCursor')}`;
        return await api('GET', path, { as: other.token });
      },
    ],
  });

  describe('keeps', () => {
    it('what is listed assumable, and what came through a tag until the tag ends', async () => {
      const [who, target] = await Promise.all([aMember(), aCreatedServiceUser()]);
      const tagId = newId('tag');
      const table = await productTable();
      const member = tagMemberWrite(who.userId, tagId, systemClock());
      await stored(table, tagWrite(tagId), member, tagShareWrite(target.userId, tagId));
      expect(await assumableBy(who.token)).toEqual([target.userId]);
      const assumed = await assumedToken(who, target);
      await must(200, api('GET', '/users/me', { as: who.token, assumed }));
      await stored(table, { remove: tagShareKey(target.userId, tagId) });
      expect(await assumableBy(who.token)).toEqual([]);
      await must(401, api('GET', '/users/me', { as: who.token, assumed }));
    });
  });
});
