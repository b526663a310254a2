import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { aCreatedServiceUser, asServiceUser, unknownId } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedTag, putOnTag, share, shareWithTag, takeOffTag } from '../support/sharing.ts';

describe('listShares', () => {
  describe('answers', () => {
    it('C15 the creator’s share', async () => {
      const [{ ada }, { userId }] = await Promise.all([people(), aCreatedServiceUser()]);
      const answer = await must(200, api('GET', `/users/${userId}/shares`, { as: ada.token }));
      expect(answer.body).toEqual({
        Items: [
          {
            GranteeType: 'user',
            GranteeId: ada.userId,
            AccessType: 'Owner',
            CreatedAt: expect.any(String),
            CreatedBy: ada.userId,
          },
        ],
        Total: 1,
      });
    });

    it.each([1, 2, 50])('all shares, tags first, in pages of %i', async (limit) => {
      const [{ ada }, target, friend, tag] = await Promise.all([
        people(),
        aCreatedServiceUser(),
        aMember(),
        aCreatedTag(),
      ]);
      await must(200, share(ada.token, target, friend));
      await must(200, shareWithTag(ada.token, target, tag.tagId));
      const pages = await pagesOf(`/users/${target.userId}/shares?limit=${limit}`, friend.token);
      expect(pages.flat().map(({ GranteeId }) => GranteeId)).toEqual([
        tag.tagId,
        ...[ada.userId, friend.userId].sort(),
      ]);
      expect(pages).toHaveLength(Math.ceil(3 / limit));
    });

    it('to the mode, also when nobody has a share', async () => {
      const [{ ada }, target, as] = await Promise.all([people(), aCreatedServiceUser(), asSuperAdmin()]);
      await must(200, api('DELETE', `/users/${target.userId}/shares/users/${ada.userId}`, { as }));
      expect(items(await must(200, api('GET', `/users/${target.userId}/shares`, { as })))).toEqual([]);
    });
  });

  refuses('listShares', {
    'not-for-service-users': [
      403,
      'T16 a service user does not see who has access to it',
      async () => {
        const acting = await asServiceUser();
        return await api('GET', `/users/${acting.userId}/shares`, acting);
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown service user',
      async () => api('GET', `/users/${unknownId.serviceUser}/shares`, { as: (await people()).ada.token }),
    ],
    'person-not-shareable': [
      409,
      'a person is shared with nobody',
      async () => {
        const { linus } = await people();
        return await api('GET', `/users/${linus.userId}/shares`, { as: linus.token });
      },
    ],
    'cursor-not-valid': [
      400,
      'the cursor of another service user',
      async () => {
        const [{ ada }, one, other] = await Promise.all([
          people(),
          aCreatedServiceUser(),
          aCreatedServiceUser(),
        ]);
        await must(200, share(ada.token, one, await aMember()));
        const page = await must(200, api('GET', `/users/${one.userId}/shares?limit=1`, { as: ada.token }));
        const cursor = encodeURIComponent(field(page, 'NextCursor'));
        return await api('GET', `/users/${other.userId}/shares?limit=1&cursor=${cursor}`, { as: ada.token });
      },
    ],
  });

  describe('keeps', () => {
    it('H6 the list from those without access, also after they lost it', async () => {
      const [{ ada, grace }, target, friend, { tagId }] = await Promise.all([
        people(),
        aCreatedServiceUser(),
        aMember(),
        aCreatedTag(),
      ]);
      const path = `/users/${target.userId}/shares`;
      await must(403, api('GET', path, { as: grace.token }));
      await putOnTag(tagId, friend);
      await must(200, shareWithTag(ada.token, target, tagId));
      await must(200, api('GET', path, { as: friend.token }));
      await takeOffTag(tagId, friend);
      await must(403, api('GET', path, { as: friend.token }));
    });

    it('shares with a deleted tag out of the list at once', async () => {
      const [{ ada }, target, { tagId }] = await Promise.all([
        people(),
        aCreatedServiceUser(),
        aCreatedTag(),
      ]);
      await must(200, shareWithTag(ada.token, target, tagId));
      await must(204, api('DELETE', `/tags/${tagId}`, { as: await asSuperAdmin() }));
      const answer = await must(200, api('GET', `/users/${target.userId}/shares`, { as: ada.token }));
      expect(items(answer).map(({ GranteeId }) => GranteeId)).toEqual([ada.userId]);
    });
  });
});
