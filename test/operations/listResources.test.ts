import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { actAs, aCreatedRole, aName, unknownId } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { aHolderOf, aMember, asSuperAdmin } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedResource } from '../support/sharing.ts';

/** A type that only one test uses: it begins with a letter and holds no other characters than a type may. */
const aType = () => aName('type');

describe('listResources', () => {
  describe('answers', () => {
    it.each([1, 3, 50])('V4 those of a type, oldest first, in full pages of %i', async (limit) => {
      const [type, as] = [aType(), await asSuperAdmin()];
      const made = [];
      for (let at = 0; at < 7; at += 1) made.push((await aCreatedResource({ as, type })).resourceId);
      await aCreatedResource({ as, type: `${type}.x` });
      const pages = await pagesOf(`/resources?type=${type}&limit=${limit}`, (await aMember()).token);
      expect(pages.flat().map(({ ResourceId }) => ResourceId)).toEqual(made);
      expect(pages).toHaveLength(Math.ceil(7 / limit));
    });

    it('V4, H8 those of an owner, a person or a service user, and of a type too', async () => {
      const { userId, ...acting } = await actAs({ Role: 'Manager' });
      const type = aType();
      const [one, other] = [await aCreatedResource({ ...acting, type }), await aCreatedResource(acting)];
      const as = (await aMember()).token;
      const ids = async (query: string) =>
        items(await must(200, api('GET', `/resources?owner=${userId}${query}`, { as }))).map(
          ({ ResourceId }) => ResourceId,
        );
      expect(await ids('')).toEqual([one.resourceId, other.resourceId]);
      expect(await ids(`&type=${type}`)).toEqual([one.resourceId]);
      const mode = await asSuperAdmin();
      await must(204, api('DELETE', one.path, { as: mode }));
      expect(await ids('')).toEqual([other.resourceId]);
    });

    it('all, to who holds resources.view; nothing to others', async () => {
      const [{ resourceId }, { roleId }] = await Promise.all([aCreatedResource(), aCreatedRole()]);
      const nobody = await aHolderOf(roleId);
      await must(403, api('GET', '/resources', { as: nobody.token }));
      const all = (await pagesOf('/resources?limit=200', (await aMember()).token)).flat();
      const ids = all.map(({ ResourceId }) => String(ResourceId));
      expect(ids).toContain(resourceId);
      expect(ids).toEqual([...ids].sort());
    });

    it('nothing of an owner who has nothing', async () => {
      const path = `/resources?owner=${unknownId.person}`;
      expect((await must(200, api('GET', path, { as: (await aMember()).token }))).body).toEqual({
        Items: [],
        Total: 0,
      });
    });
  });

  refuses('listResources', {
    'cursor-not-valid': [
      400,
      'a cursor of another type',
      async () => {
        const [type, as] = [aType(), await asSuperAdmin()];
        await aCreatedResource({ as, type });
        await aCreatedResource({ as, type });
        const page = await must(200, api('GET', `/resources?type=${type}&limit=1`, { as }));
        const cursor = encodeURIComponent(field(page, 'NextCursor'));
        return await api('GET', `/resources?limit=1&cursor=${cursor}`, { as });
      },
    ],
  });

  describe('keeps', () => {
    it.each(['owner=x', 'type=a%23b', 'type=', 'limit=0', 'limit=201', 'name=x', 'type=a&type=b'])(
      'I3 any other query out: %s',
      async (query) => {
        await must(400, api('GET', `/resources?${query}`, { as: (await aMember()).token }));
      },
    );
  });
});
