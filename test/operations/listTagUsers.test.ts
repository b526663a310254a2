import { describe, expect, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { aCreatedServiceUser, asServiceUser, unknownId } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { aMember, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedTag, putOnTag } from '../support/sharing.ts';

describe('listTagUsers', () => {
  describe('answers', () => {
    it.each([1, 2, 50])('everybody on the tag, persons and service users, in pages of %i', async (limit) => {
      const [{ ada }, { tagId }, member, target] = await Promise.all([
        people(),
        aCreatedTag(),
        aMember(),
        aCreatedServiceUser(),
      ]);
      await putOnTag(tagId, member);
      await putOnTag(tagId, target);
      const pages = await pagesOf(`/tags/${tagId}/users?limit=${limit}`, member.token);
      const onTag = [ada.userId, member.userId, target.userId].sort();
      expect(pages.flat().map(({ UserId }) => UserId)).toEqual(onTag);
      expect(pages).toHaveLength(Math.ceil(3 / limit));
      expect(pages.flat().find(({ UserId }) => UserId === member.userId)).toEqual({
        TagId: tagId,
        UserId: member.userId,
        AccessType: 'ReadOnly',
        CreatedAt: expect.any(String),
        CreatedBy: ada.userId,
      });
    });

    it('I10 to a service user too', async () => {
      const { tagId } = await aCreatedTag();
      await must(200, api('GET', `/tags/${tagId}/users`, await asServiceUser()));
    });
  });

  refuses('listTagUsers', {
    'tag-not-found': [
      404,
      'I9 an unknown tag, or one of no form at all',
      async () => {
        const { token: as } = await aMember();
        await must(404, api('GET', '/tags/tag_x/users', { as }));
        return await api('GET', `/tags/${unknownId.tag}/users`, { as });
      },
    ],
    'cursor-not-valid': [
      400,
      'a cursor that nobody gave out',
      async () => {
        const { tagId } = await aCreatedTag();
        const path = `/tags/${tagId}/users?cursor=AAAAAAAAAAAAAAAAAAAAAAAA`;
        return await api('GET', path, { as: (await aMember()).token });
      },
    ],
  });
});
