import { describe, it } from 'vitest';
import { api, must, type Answer } from '../support/api.ts';
import { unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aMember, asSuperAdmin } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedResource, aCreatedTag, putOnTag } from '../support/sharing.ts';

async function unshare(path: string, tagId: string): Promise<Answer> {
  return await api('DELETE', `${path}/shares/tags/${tagId}`, { as: await asSuperAdmin() });
}

/** A resource that is shared with a new tag as Owner. */
async function shared() {
  const [made, as, { tagId }] = await Promise.all([aCreatedResource(), asSuperAdmin(), aCreatedTag()]);
  await must(200, api('PUT', `${made.path}/shares/tags/${tagId}`, { as, body: { AccessType: 'Owner' } }));
  return { ...made, tagId };
}

describe('unshareResourceWithTag', () => {
  describe('answers', () => {
    it('H8 nothing; what the tag gave ends at the next request', async () => {
      const [{ path, tagId }, member] = await Promise.all([shared(), aMember()]);
      await putOnTag(tagId, member);
      await must(200, api('GET', `${path}/shares`, { as: member.token }));
      await must(204, unshare(path, tagId));
      await must(403, api('GET', `${path}/shares`, { as: member.token }));
    });
  });

  refuses('unshareResourceWithTag', {
    'resource-not-found': [
      404,
      'I9 an unknown resource',
      async () => unshare(`/resources/${unknownId.resource}`, (await aCreatedTag()).tagId),
    ],
    'tag-not-found': [404, 'I9 an unknown tag', async () => unshare((await shared()).path, unknownId.tag)],
    'share-not-found': [
      404,
      'a share that is not there',
      async () => unshare((await aCreatedResource()).path, (await aCreatedTag()).tagId),
    ],
    'changed-meanwhile': [
      409,
      'the state changes meanwhile',
      async () => {
        const { path, tagId, resourceId } = await shared();
        return await losing(resourceId, () => unshare(path, tagId));
      },
    ],
  });
});
