import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { asServiceUser } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { aMember, asSuperAdmin } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedTag } from '../support/sharing.ts';

describe('listTags', () => {
  describe('answers', () => {
    it('all tags by key and value, to everybody', async () => {
      const [member, ...made] = await Promise.all([aMember(), aCreatedTag(), aCreatedTag(), aCreatedTag()]);
      const pages = await pagesOf('/tags?limit=2', member.token);
      const all = pages.flat();
      const values = made.map(({ value }) => value).sort();
      expect(all.map(({ TagValue }) => TagValue).filter((one) => values.includes(String(one)))).toEqual(
        values,
      );
      expect(pages.slice(0, -1).every(({ length }) => length === 2)).toBe(true);
      expect(all.find(({ TagValue }) => TagValue === values[0])).toEqual({
        TagId: expect.stringMatching(/^tag_/),
        TagKey: 'team',
        TagValue: values[0],
        CreatedAt: expect.any(String),
      });
    });

    it('those of one Owner alone, oldest first, page by page, without those on which the user is otherwise', async () => {
      const [member, as] = await Promise.all([aMember(), asSuperAdmin()]);
      const made = [await aCreatedTag(), await aCreatedTag(), await aCreatedTag(), await aCreatedTag()];
      const put = (tagId: string, AccessType: string) =>
        must(200, api('PUT', `/tags/${tagId}/users/${member.userId}`, { as, body: { AccessType } }));
      for (const [at, { tagId }] of made.entries()) await put(tagId, at === 1 ? 'ReadOnly' : 'Owner');
      const pages = await pagesOf(`/tags?owner=${member.userId}&limit=2`, member.token);
      const [first, , third, fourth] = made.map(({ tagId }) => tagId);
      expect(pages.map((page) => page.map(({ TagId }) => TagId))).toEqual([[first, third], [fourth]]);
    });

    it('no tag of somebody who owns none', async () => {
      const member = await aMember();
      const answer = await must(200, api('GET', `/tags?owner=${member.userId}`, { as: member.token }));
      expect(answer.body).toEqual({ Items: [], Total: 0 });
    });

    it('I10 to a service user too', async () => {
      await aCreatedTag();
      expect(items(await must(200, api('GET', '/tags', await asServiceUser()))).length).toBeGreaterThan(0);
    });
  });

  refuses('listTags', {
    'cursor-not-valid': [
      400,
      'a cursor that nobody gave out',
      async () => api('GET', '/tags?cursor=AAAAAAAAAAAAAAAAAAAAAAAA', { as: (await aMember()).token }),
    ],
  });
});
