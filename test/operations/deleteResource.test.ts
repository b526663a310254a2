import { describe, expect, it } from 'vitest';
import { resourceUserShareKey } from '../../shared/store/keys.ts';
import { api, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { actAs, productTable, unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aHolderOf, aMember, anAdministrator, asSuperAdmin } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedResource, aCreatedTag, putOnTag, shareResource } from '../support/sharing.ts';

async function remove(path: string, as?: string): Promise<Answer> {
  return await api('DELETE', path, { as: as ?? (await asSuperAdmin()) });
}

describe('deleteResource', () => {
  describe('answers', () => {
    it('H8 nothing, to its owner: a service user too', async () => {
      const acting = await actAs({ Role: 'Manager' });
      const { path } = await aCreatedResource(acting);
      await must(204, api('DELETE', path, acting));
      await must(404, api('GET', path, acting));
      expect(items(await api('GET', `/resources?owner=${acting.userId}`, acting))).toEqual([]);
    });

    it('to who holds resources.fullaccess, or an Owner share, direct or through a tag', async () => {
      const [as, admin, friend, tagged, { tagId }] = await Promise.all([
        asSuperAdmin(),
        anAdministrator(),
        aMember(),
        aMember(),
        aCreatedTag(),
      ]);
      await must(204, remove((await aCreatedResource()).path, admin.token));
      const direct = await aCreatedResource();
      await must(200, shareResource(as, direct, { to: friend, AccessType: 'Owner' }));
      await must(204, remove(direct.path, friend.token));
      const byTag = await aCreatedResource();
      const body = { AccessType: 'Owner' };
      await must(200, api('PUT', `${byTag.path}/shares/tags/${tagId}`, { as, body }));
      await must(403, remove(byTag.path, tagged.token));
      await putOnTag(tagId, tagged);
      await must(204, remove(byTag.path, tagged.token));
    });

    it.each(['Editor', 'ReadOnly'])('403 to who has a share as %s, and to managers', async (AccessType) => {
      const [made, as, friend, manager] = await Promise.all([
        aCreatedResource(),
        asSuperAdmin(),
        aMember(),
        aHolderOf('SystemRole-Managers'),
      ]);
      await must(200, shareResource(as, made, { to: friend, AccessType }));
      for (const { token } of [friend, manager]) {
        const answer = await remove(made.path, token);
        expect([answer.status, answer.body['code']]).toEqual([403, 'not-allowed']);
      }
    });
  });

  refuses('deleteResource', {
    'resource-not-found': [404, 'I9 an unknown resource', () => remove(`/resources/${unknownId.resource}`)],
    'changed-meanwhile': [
      409,
      'the state changes again and again',
      async () => {
        const { path, resourceId } = await aCreatedResource();
        return await losing(resourceId, () => remove(path));
      },
    ],
  });

  describe('keeps', () => {
    it('one winner of many at once', async () => {
      const { path } = await aCreatedResource();
      expect(statusesOf(await atOnce(8, () => remove(path)))).toEqual({ 204: 1, 404: 7 });
    });

    it('no share of it, a moment later', async () => {
      const [made, as, friend] = await Promise.all([aCreatedResource(), asSuperAdmin(), aMember()]);
      await must(200, shareResource(as, made, { to: friend, AccessType: 'Editor' }));
      await must(204, remove(made.path));
      const table = await productTable();
      await expect
        .poll(async () => await table.get(resourceUserShareKey(made.resourceId, friend.userId)), {
          timeout: 15_000,
          interval: 100,
        })
        .toBeUndefined();
    });
  });
});
