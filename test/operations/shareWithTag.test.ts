import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import {
  actAs,
  aCreatedServiceUser,
  aDeletingServiceUser,
  asServiceUser,
  assume,
  assumedToken,
  unknownId,
} from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedTag, putOnTag, share, shareWithTag, statusOf, takeOffTag } from '../support/sharing.ts';

/** A service user of ada's, a tag of hers, and somebody on it. */
async function tagged() {
  const [{ ada }, target, { tagId }, friend] = await Promise.all([
    people(),
    aCreatedServiceUser(),
    aCreatedTag(),
    aMember(),
  ]);
  await putOnTag(tagId, friend);
  return { as: ada.token, target, tagId, friend };
}

describe('shareWithTag', () => {
  describe('answers', () => {
    it('H1 the share; whoever is on the tag, as Owner or ReadOnly, has access', async () => {
      const { as, target, tagId, friend } = await tagged();
      const owner = await aMember();
      await putOnTag(tagId, owner, 'Owner');
      expect((await assume(friend, target)).status).toBe(403);
      const answer = await must(200, shareWithTag(as, target, tagId));
      expect(answer.body).toMatchObject({ GranteeType: 'tag', GranteeId: tagId, AccessType: 'Owner' });
      await must(201, assume(friend, target));
      await must(201, assume(owner, target));
      await must(200, share(friend.token, target, await aMember()));
      expect(items(await api('GET', '/users/me/assumable', { as: friend.token }))).toMatchObject([
        { UserId: target.userId },
      ]);
    });

    it('the share that is there when it is repeated', async () => {
      const { as, target, tagId } = await tagged();
      const first = await must(200, shareWithTag(as, target, tagId));
      const answers = await atOnce(8, () => shareWithTag(as, target, tagId));
      expect(new Set(answers.map(({ text }) => text))).toEqual(new Set([first.text]));
    });
  });

  refuses('shareWithTag', {
    'not-for-service-users': [
      403,
      'T16 a service user shares nothing',
      async () => {
        const [acting, { tagId }] = await Promise.all([asServiceUser(), aCreatedTag()]);
        const body = { AccessType: 'Owner' };
        return await api('PUT', `/users/${acting.userId}/shares/tags/${tagId}`, { ...acting, body });
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown service user',
      async () => {
        const [{ ada }, { tagId }] = await Promise.all([people(), aCreatedTag()]);
        return await shareWithTag(ada.token, { userId: unknownId.serviceUser }, tagId);
      },
    ],
    'person-not-shareable': [
      409,
      'a person cannot be shared',
      async () => {
        const [{ linus }, { tagId }] = await Promise.all([people(), aCreatedTag()]);
        return await shareWithTag(linus.token, linus, tagId);
      },
    ],
    'access-type-not-allowed': [
      400,
      'H2 Editor and ReadOnly',
      async () => {
        const { as, target, tagId } = await tagged();
        const path = `/users/${target.userId}/shares/tags/${tagId}`;
        const editor = await api('PUT', path, { as, body: { AccessType: 'Editor' } });
        expect(editor.body['code']).toBe('access-type-not-allowed');
        return await api('PUT', path, { as, body: { AccessType: 'ReadOnly' } });
      },
    ],
    'user-deleting': [
      409,
      'D7 a service user that is being deleted',
      async () => {
        const [{ ada }, { tagId }] = await Promise.all([people(), aCreatedTag()]);
        return await shareWithTag(ada.token, await aDeletingServiceUser(), tagId);
      },
    ],
    'tag-not-found': [
      404,
      'H7 an unknown tag',
      async () => {
        const [{ ada }, target] = await Promise.all([people(), aCreatedServiceUser()]);
        return await shareWithTag(ada.token, target, unknownId.tag);
      },
    ],
    'changed-meanwhile': [
      409,
      'the state changes again and again',
      async () => {
        const { as, target, tagId } = await tagged();
        return await losing(target.userId, () => shareWithTag(as, target, tagId));
      },
    ],
  });

  describe('keeps', () => {
    it('T12 a member who was removed from the tag out, at the next request', async () => {
      const { as, target, tagId, friend } = await tagged();
      await must(200, shareWithTag(as, target, tagId));
      const assumed = await assumedToken(friend, target);
      expect(await statusOf(friend, assumed)).toBe(200);
      await takeOffTag(tagId, friend);
      const after = await atOnce(8, () => api('GET', '/users/me', { as: friend.token, assumed }));
      expect(statusesOf(after)).toEqual({ 401: 8 });
      expect((await assume(friend, target)).status).toBe(403);
      await putOnTag(tagId, friend);
      expect(await statusOf(friend, assumed)).toBe(401);
      await must(201, assume(friend, target));
    });

    it('H5 a service user on the tag out, assumed or by a token of its own', async () => {
      const { as, target, tagId } = await tagged();
      const { userId, ...acting } = await actAs({ Role: 'Admin' });
      await putOnTag(tagId, { userId }, 'Owner');
      await must(200, shareWithTag(as, target, tagId));
      const made = await must(201, api('POST', `/users/${userId}/tokens`, { as, body: { Name: 'own' } }));
      const own = { as: String(made.body['Token']) };
      for (const credentials of [acting, own]) {
        for (const path of ['auth-token', 'disable']) {
          const call = api('POST', `/users/${target.userId}/${path}`, { ...credentials, body: {} });
          expect((await call).body['code']).toBe('not-for-service-users');
        }
        const events = await api('GET', `/users/${target.userId}/events`, credentials);
        expect(events.status).toBe(403);
        expect(items(await api('GET', '/users/me/assumable', credentials))).toEqual([]);
      }
    });

    it('no share with a tag that goes meanwhile', async () => {
      const { as, target, tagId, friend } = await tagged();
      const answer = await overtaken(target.userId, {
        call: () => shareWithTag(as, target, tagId),
        by: async () => must(204, api('DELETE', `/tags/${tagId}`, { as: await asSuperAdmin() })),
      });
      expect([answer.status, answer.body['code']]).toEqual([404, 'tag-not-found']);
      expect((await assume(friend, target)).status).toBe(403);
    });
  });
});
