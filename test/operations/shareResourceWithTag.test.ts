import { describe, expect, it } from 'vitest';
import { api, must, type Answer } from '../support/api.ts';
import { actAs, unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aMember, asSuperAdmin } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedResource, aCreatedTag, putOnTag } from '../support/sharing.ts';

async function shareWithTag(path: string, tagId: string, AccessType = 'Editor'): Promise<Answer> {
  return await api('PUT', `${path}/shares/tags/${tagId}`, { as: await asSuperAdmin(), body: { AccessType } });
}

describe('shareResourceWithTag', () => {
  describe('answers', () => {
    it('H8 the share; as Owner it lets everybody on the tag change the resource, service users too', async () => {
      const [{ path }, { tagId }, member, acting] = await Promise.all([
        aCreatedResource(),
        aCreatedTag(),
        aMember(),
        actAs(),
      ]);
      await putOnTag(tagId, member);
      await putOnTag(tagId, acting);
      const first = await must(200, shareWithTag(path, tagId));
      expect(first.body).toMatchObject({ GranteeType: 'tag', GranteeId: tagId, AccessType: 'Editor' });
      for (const by of [{ as: member.token }, acting]) await must(403, api('GET', `${path}/shares`, by));
      const owner = await must(200, shareWithTag(path, tagId, 'Owner'));
      expect(owner.body).toEqual({ ...first.body, AccessType: 'Owner' });
      for (const by of [{ as: member.token }, acting]) await must(200, api('GET', `${path}/shares`, by));
    });
  });

  refuses('shareResourceWithTag', {
    'resource-not-found': [
      404,
      'I9 an unknown resource',
      async () => shareWithTag(`/resources/${unknownId.resource}`, (await aCreatedTag()).tagId),
    ],
    'tag-not-found': [
      404,
      'H7 an unknown tag',
      async () => shareWithTag((await aCreatedResource()).path, unknownId.tag),
    ],
    'changed-meanwhile': [
      409,
      'the state changes again and again',
      async () => {
        const [{ path, resourceId }, { tagId }] = await Promise.all([aCreatedResource(), aCreatedTag()]);
        return await losing(resourceId, () => shareWithTag(path, tagId));
      },
    ],
  });
});
