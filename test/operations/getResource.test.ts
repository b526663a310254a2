import { describe, expect, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { actAs, aCreatedRole, unknownId } from '../support/created.ts';
import { aHolderOf, aMember, asSuperAdmin } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedResource, aCreatedTag, putOnTag, shareResource, takeOffTag } from '../support/sharing.ts';

/** Somebody whose role permits nothing. */
async function aPersonWithoutPermissions() {
  const { roleId } = await aCreatedRole();
  return await aHolderOf(roleId);
}

describe('getResource', () => {
  describe('answers', () => {
    it('the resource to who holds resources.view', async () => {
      const [{ path, resourceId }, member] = await Promise.all([aCreatedResource(), aMember()]);
      const answer = await must(200, api('GET', path, { as: member.token }));
      expect(answer.body).toMatchObject({
        ResourceId: resourceId,
        ResourceType: 'notebook',
        ExternalId: null,
      });
    });

    it.each(['Owner', 'Editor', 'ReadOnly'])(
      'H8 the resource to who has a share as %s',
      async (AccessType) => {
        const [made, friend, as] = await Promise.all([
          aCreatedResource(),
          aPersonWithoutPermissions(),
          asSuperAdmin(),
        ]);
        await must(403, api('GET', made.path, { as: friend.token }));
        await must(200, shareResource(as, made, { to: friend, AccessType }));
        await must(200, api('GET', made.path, { as: friend.token }));
        await must(204, api('DELETE', `${made.path}/shares/users/${friend.userId}`, { as }));
        await must(403, api('GET', made.path, { as: friend.token }));
      },
    );

    it('H8 the resource to a service user with a share, direct or through a tag', async () => {
      const [made, as, { roleId }] = await Promise.all([aCreatedResource(), asSuperAdmin(), aCreatedRole()]);
      const [direct, tagged, { tagId }] = await Promise.all([
        actAs({ Role: roleId }),
        actAs({ Role: roleId }),
        aCreatedTag(),
      ]);
      for (const acting of [direct, tagged]) await must(403, api('GET', made.path, acting));
      await must(200, shareResource(as, made, { to: direct, AccessType: 'ReadOnly' }));
      const body = { AccessType: 'ReadOnly' };
      await must(200, api('PUT', `${made.path}/shares/tags/${tagId}`, { as, body }));
      await putOnTag(tagId, tagged);
      for (const acting of [direct, tagged]) await must(200, api('GET', made.path, acting));
      await takeOffTag(tagId, tagged);
      await must(403, api('GET', made.path, tagged));
    });

    it('H8 the resource to its owner, whatever the role', async () => {
      const { roleId } = await aCreatedRole({ Permissions: ['resources.manage'] });
      const owner = await aHolderOf(roleId);
      const { path } = await aCreatedResource({ as: owner.token });
      const as = await asSuperAdmin();
      await must(200, api('PATCH', `/roles/${roleId}`, { as, body: { Permissions: [] } }));
      await must(200, api('GET', path, { as: owner.token }));
    });
  });

  refuses('getResource', {
    'resource-not-found': [
      404,
      'I9 an unknown resource, or one of no form at all',
      async () => {
        const { token: as } = await aMember();
        await must(404, api('GET', '/resources/res_x', { as }));
        return await api('GET', `/resources/${unknownId.resource}`, { as });
      },
    ],
  });
});
