import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { asServiceUser } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { aMember } from '../support/people.ts';
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
