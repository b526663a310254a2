import { describe, expect, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { atOnce, statusesOf, staleness } from '../support/atOnce.ts';
import { aCreatedServiceUser, asServiceUser, assume, assumedToken, unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aMember, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedTag, putOnTag, shareWithTag, statusOf } from '../support/sharing.ts';

async function unshareWithTag(as: string, { userId }: { userId: string }, tagId: string) {
  return await api('DELETE', `/users/${userId}/shares/tags/${tagId}`, { as });
}

/** A service user of ada's that is shared with a tag that somebody is on. */
async function sharedByTag() {
  const [{ ada }, target, { tagId }, friend] = await Promise.all([
    people(),
    aCreatedServiceUser(),
    aCreatedTag(),
    aMember(),
  ]);
  await putOnTag(tagId, friend);
  await must(200, shareWithTag(ada.token, target, tagId));
  return { as: ada.token, target, tagId, friend };
}

describe('unshareWithTag', () => {
  describe('answers', () => {
    it('T12 nothing; what came through the tag ends at the next request and does not come back', async () => {
      const { as, target, tagId, friend } = await sharedByTag();
      const assumed = await assumedToken(friend, target);
      const { before, after } = await staleness(
        () => api('GET', '/users/me', { as: friend.token, assumed }),
        () => must(204, unshareWithTag(as, target, tagId)),
      );
      expect(before).toContain(200);
      expect(after).toEqual({ 401: 8 });
      expect((await assume(friend, target)).status).toBe(403);
      await must(200, shareWithTag(as, target, tagId));
      expect(await statusOf(friend, assumed)).toBe(401);
    });
  });

  refuses('unshareWithTag', {
    'not-for-service-users': [
      403,
      'T16 a service user takes nothing away',
      async () => {
        const [acting, { tagId }] = await Promise.all([asServiceUser(), aCreatedTag()]);
        return await api('DELETE', `/users/${acting.userId}/shares/tags/${tagId}`, acting);
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown service user',
      async () => {
        const [{ ada }, { tagId }] = await Promise.all([people(), aCreatedTag()]);
        return await unshareWithTag(ada.token, { userId: unknownId.serviceUser }, tagId);
      },
    ],
    'person-not-shareable': [
      409,
      'a person is shared with no tag',
      async () => {
        const [{ linus }, { tagId }] = await Promise.all([people(), aCreatedTag()]);
        return await unshareWithTag(linus.token, linus, tagId);
      },
    ],
    'tag-not-found': [
      404,
      'an unknown tag',
      async () => {
        const [{ ada }, target] = await Promise.all([people(), aCreatedServiceUser()]);
        return await unshareWithTag(ada.token, target, unknownId.tag);
      },
    ],
    'share-not-found': [
      404,
      'a share that is not there',
      async () => {
        const [{ ada }, target, { tagId }] = await Promise.all([
          people(),
          aCreatedServiceUser(),
          aCreatedTag(),
        ]);
        return await unshareWithTag(ada.token, target, tagId);
      },
    ],
    'changed-meanwhile': [
      409,
      'the state changes again and again',
      async () => {
        const { as, target, tagId } = await sharedByTag();
        return await losing(target.userId, () => unshareWithTag(as, target, tagId));
      },
    ],
  });

  describe('keeps', () => {
    it('one winner of many at once', async () => {
      const { as, target, tagId } = await sharedByTag();
      const answers = await atOnce(10, () => unshareWithTag(as, target, tagId));
      expect(statusesOf(answers)).toEqual({ 204: 1, 404: 9 });
    });

    it('access by another tag, and a session that is as old as both', async () => {
      const { as, target, tagId, friend } = await sharedByTag();
      const other = await aCreatedTag();
      await putOnTag(other.tagId, friend);
      await must(200, shareWithTag(as, target, other.tagId));
      const assumed = await assumedToken(friend, target);
      await must(204, unshareWithTag(as, target, tagId));
      expect(await statusOf(friend, assumed)).toBe(200);
      await must(204, unshareWithTag(friend.token, target, other.tagId));
      expect(await statusOf(friend, assumed)).toBe(401);
    });
  });
});
