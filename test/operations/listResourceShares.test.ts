import { describe, expect, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { actAs, unknownId } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { aMember, asSuperAdmin } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedResource, aCreatedTag, shareResource } from '../support/sharing.ts';

describe('listResourceShares', () => {
  describe('answers', () => {
    it.each([1, 2, 50])('H8 all shares, tags first, in pages of %i', async (limit) => {
      const [made, as, person, acting, { tagId }] = await Promise.all([
        aCreatedResource(),
        asSuperAdmin(),
        aMember(),
        actAs(),
        aCreatedTag(),
      ]);
      await must(200, shareResource(as, made, { to: person, AccessType: 'ReadOnly' }));
      await must(200, shareResource(as, made, { to: acting, AccessType: 'Owner' }));
      await must(
        200,
        api('PUT', `${made.path}/shares/tags/${tagId}`, { as, body: { AccessType: 'Editor' } }),
      );
      const pages = await pagesOf(`${made.path}/shares?limit=${limit}`, as);
      expect(pages.flat().map(({ GranteeId, AccessType }) => [GranteeId, AccessType])).toEqual([
        [tagId, 'Editor'],
        [acting.userId, 'Owner'],
        [person.userId, 'ReadOnly'],
      ]);
      expect(pages).toHaveLength(Math.ceil(3 / limit));
      await must(200, api('GET', `${made.path}/shares`, acting));
      await must(403, api('GET', `${made.path}/shares`, { as: person.token }));
    });
  });

  refuses('listResourceShares', {
    'resource-not-found': [
      404,
      'I9 an unknown resource',
      async () => api('GET', `/resources/${unknownId.resource}/shares`, { as: await asSuperAdmin() }),
    ],
    'cursor-not-valid': [
      400,
      'a cursor that nobody gave out',
      async () => {
        const { path } = await aCreatedResource();
        return await api('GET', `${path}/shares?cursor=AAAAAAAAAAAAAAAAAAAAAAAA`, {
          as: await asSuperAdmin(),
        });
      },
    ],
  });
});
