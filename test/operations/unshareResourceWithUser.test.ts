import { describe, expect, it } from 'vitest';
import { api, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aMember, asSuperAdmin } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedResource, shareResource } from '../support/sharing.ts';

async function unshare(path: string, { userId }: { userId: string }, as?: string): Promise<Answer> {
  return await api('DELETE', `${path}/shares/users/${userId}`, { as: as ?? (await asSuperAdmin()) });
}

/** A resource that is shared with somebody new. */
async function shared(AccessType = 'Editor') {
  const [made, as, friend] = await Promise.all([aCreatedResource(), asSuperAdmin(), aMember()]);
  await must(200, shareResource(as, made, { to: friend, AccessType }));
  return { ...made, friend };
}

describe('unshareResourceWithUser', () => {
  describe('answers', () => {
    it('H8 nothing; an Owner may give the own share up', async () => {
      const { path, friend } = await shared('Owner');
      await must(200, api('GET', `${path}/shares`, { as: friend.token }));
      await must(204, unshare(path, friend, friend.token));
      await must(403, api('GET', `${path}/shares`, { as: friend.token }));
    });

    it('403 to who is no Owner', async () => {
      const { path, friend } = await shared();
      await must(403, unshare(path, friend, friend.token));
    });
  });

  refuses('unshareResourceWithUser', {
    'resource-not-found': [
      404,
      'I9 an unknown resource',
      async () => unshare(`/resources/${unknownId.resource}`, await aMember()),
    ],
    'share-not-found': [
      404,
      'a share that is not there',
      async () => unshare((await aCreatedResource()).path, await aMember()),
    ],
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () => unshare((await aCreatedResource()).path, { userId: unknownId.person }),
    ],
    'changed-meanwhile': [
      409,
      'the state changes meanwhile',
      async () => {
        const { path, friend, resourceId } = await shared();
        return await losing(resourceId, () => unshare(path, friend));
      },
    ],
  });

  describe('keeps', () => {
    it('one winner of many at once', async () => {
      const { path, friend } = await shared();
      expect(statusesOf(await atOnce(8, () => unshare(path, friend)))).toEqual({ 204: 1, 404: 7 });
    });
  });
});
