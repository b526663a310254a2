import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { atOnce, statusesOf, staleness } from '../support/atOnce.ts';
import {
  aCreatedServiceUser,
  asServiceUser,
  assume,
  assumedToken,
  unknownId,
  type CreatedServiceUser,
} from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aMember, asSuperAdmin, aSuperAdmin, enterMode, people, type SignedIn } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import {
  aCreatedTag,
  putOnTag,
  share,
  shareWithTag,
  statusOf,
  takeOffTag,
  unshare,
} from '../support/sharing.ts';

/** A service user of ada's that is shared with somebody new. */
async function shared(): Promise<{ target: CreatedServiceUser; friend: SignedIn; as: string }> {
  const [{ ada }, friend] = await Promise.all([people(), aMember()]);
  return { target: await aCreatedServiceUser({ sharedWith: friend }), friend, as: ada.token };
}

/** A tag that a person is on and a service user is shared with. */
async function alsoByTag(target: CreatedServiceUser, friend: SignedIn): Promise<string> {
  const [{ ada }, { tagId }] = await Promise.all([people(), aCreatedTag()]);
  await putOnTag(tagId, friend);
  await must(200, shareWithTag(ada.token, target, tagId));
  return tagId;
}

/** Creates a token on a service user. */
async function aTokenOf(by: SignedIn, { userId }: CreatedServiceUser, Name: string) {
  const answer = await must(201, api('POST', `/users/${userId}/tokens`, { as: by.token, body: { Name } }));
  return { tokenId: field(answer, 'TokenId'), value: field(answer, 'Token') };
}

/** Ids of the live sessions of a service user. */
async function sessions({ userId, owner }: CreatedServiceUser): Promise<unknown[]> {
  const answer = await must(200, api('GET', `/users/${userId}/sessions`, { as: owner.token }));
  return items(answer).map(({ PersonId }) => PersonId);
}

describe('unshareWithUser', () => {
  describe('answers', () => {
    it('C14 the tokens that the person created there, which go on working', async () => {
      const { target, friend, as } = await shared();
      const mine = await aTokenOf(friend, target, 'nightly');
      await aTokenOf(target.owner, target, 'of somebody else');
      const answer = await must(200, unshare(as, target, friend));
      expect(answer.body).toEqual({ TokensCreatedByGrantee: [mine.tokenId] });
      await must(200, api('GET', '/users/me', { as: mine.value }));
    });

    it('C14 and revokes them in the same call where that is asked, and no others', async () => {
      const { target, friend, as } = await shared();
      const [first, second] = [await aTokenOf(friend, target, 'a'), await aTokenOf(friend, target, 'b')];
      const foreign = await aTokenOf(target.owner, target, 'c');
      await must(200, api('GET', '/users/me', { as: first.value }));
      const answer = await must(200, unshare(as, target, friend, '?revokeTokens=true'));
      expect(answer.body).toEqual({ TokensCreatedByGrantee: [second.tokenId, first.tokenId] });
      for (const { value } of [first, second]) await must(401, api('GET', '/users/me', { as: value }));
      await must(200, api('GET', '/users/me', { as: foreign.value }));
    });

    it('no tokens where there are none; the last Owner can be removed, since the mode remains', async () => {
      const [{ ada }, target] = await Promise.all([people(), aCreatedServiceUser()]);
      const answer = await must(200, unshare(ada.token, target, ada));
      expect(answer.body).toEqual({ TokensCreatedByGrantee: [] });
      expect((await assume(ada, target)).status).toBe(403);
      await must(200, share(await asSuperAdmin(), target, ada));
      await must(201, assume(ada, target));
    });
  });

  refuses('unshareWithUser', {
    'not-for-service-users': [
      403,
      'T16 a service user takes nothing away',
      async () => {
        const acting = await asServiceUser();
        const { ada } = await people();
        return await api('DELETE', `/users/${acting.userId}/shares/users/${ada.userId}`, acting);
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown service user',
      async () => {
        const { ada, linus } = await people();
        return await unshare(ada.token, { userId: unknownId.serviceUser }, linus);
      },
    ],
    'person-not-shareable': [
      409,
      'a person is shared with nobody',
      async () => {
        const { ada, linus } = await people();
        return await unshare(ada.token, linus, ada);
      },
    ],
    'share-not-found': [
      404,
      'a share that is not there, or was taken already',
      async () => {
        const { target, friend, as } = await shared();
        await must(200, unshare(as, target, friend));
        return await unshare(as, target, friend);
      },
    ],
    'changed-meanwhile': [
      409,
      'the state changes again and again',
      async () => {
        const { target, friend, as } = await shared();
        return await losing(friend.userId, () => unshare(as, target, friend));
      },
    ],
  });

  describe('keeps', () => {
    it('T12 no session of the person alive, at the next request; those of others go on', async () => {
      const { target, friend, as } = await shared();
      const [assumed, foreign] = [
        await assumedToken(friend, target),
        await assumedToken(target.owner, target),
      ];
      const { after } = await staleness(
        () => api('GET', '/users/me', { as: friend.token, assumed }),
        () => must(200, unshare(as, target, friend)),
      );
      expect(after).toEqual({ 401: 8 });
      expect(await statusOf(target.owner, foreign)).toBe(200);
      expect(await sessions(target)).toEqual([target.owner.userId]);
    });

    it('T12 no session alive where there are more than one transaction takes', async () => {
      const { target, friend, as } = await shared();
      await atOnce(55, () => must(201, assume(friend, target)));
      await must(200, unshare(as, target, friend));
      expect(await sessions(target)).toEqual([]);
    });

    it('T19 a session that the mode gave: it ends with the mode', async () => {
      const [boss, { ada }] = await Promise.all([aSuperAdmin(), people()]);
      const target = await aCreatedServiceUser();
      const mode = await enterMode(boss.token);
      const path = `/users/${target.userId}/auth-token`;
      const assumed = field(await must(201, api('POST', path, { as: mode, body: {} })), 'Token');
      await must(200, share(ada.token, target, boss));
      await must(200, unshare(ada.token, target, boss));
      expect(await statusOf(boss, assumed)).toBe(200);
    });

    it('T12 a session alive where a tag gives access too; both gone, it is dead for good', async () => {
      const { target, friend, as } = await shared();
      const tagId = await alsoByTag(target, friend);
      const assumed = await assumedToken(friend, target);
      await must(200, unshare(as, target, friend));
      expect(await statusOf(friend, assumed)).toBe(200);
      expect(await sessions(target)).toEqual([friend.userId]);
      await takeOffTag(tagId, friend);
      expect(await statusOf(friend, assumed)).toBe(401);
      await putOnTag(tagId, friend);
      await must(200, share(as, target, friend));
      expect(await statusOf(friend, assumed)).toBe(401);
    });

    it('T12 a session alive that is older than the tag which takes over, until that ends too', async () => {
      const { target, friend, as } = await shared();
      const assumed = await assumedToken(friend, target);
      const tagId = await alsoByTag(target, friend);
      await must(200, unshare(as, target, friend));
      expect(await statusOf(friend, assumed)).toBe(200);
      // And over a second change of the way.
      await must(200, share(as, target, friend));
      await must(200, unshare(as, target, friend));
      expect(await statusOf(friend, assumed)).toBe(200);
      await takeOffTag(tagId, friend);
      expect(await statusOf(friend, assumed)).toBe(401);
      await must(200, share(as, target, friend));
      await putOnTag(tagId, friend);
      expect(await statusOf(friend, assumed)).toBe(401);
    });

    it('T12 a session dead that began before any access that is there still', async () => {
      const { target, friend, as } = await shared();
      const assumed = await assumedToken(friend, target);
      await must(200, unshare(as, target, friend));
      await must(200, share(as, target, friend));
      await alsoByTag(target, friend);
      await must(200, unshare(as, target, friend));
      expect(await statusOf(friend, assumed)).toBe(401);
    });

    it('every token revoked, however many, each with every secret', async () => {
      const { target, friend, as } = await shared();
      const made = [];
      for (let at = 0; at < 32; at += 1) made.push(await aTokenOf(friend, target, `token ${at}`));
      const [rotated] = made;
      const path = `/users/${target.userId}/tokens/${rotated?.tokenId ?? ''}/rotate`;
      const body = { OverlapMinutes: 60 };
      const second = field(await must(200, api('POST', path, { as: friend.token, body })), 'Token');
      const answer = await must(200, unshare(as, target, friend, '?revokeTokens=true'));
      expect([...(answer.body['TokensCreatedByGrantee'] as string[])].sort()).toEqual(
        made.map(({ tokenId }) => tokenId).sort(),
      );
      for (const value of [...made.map((token) => token.value), second])
        expect((await api('GET', '/users/me', { as: value })).status).toBe(401);
    });

    it('no token that the person creates while the share is taken, unrevoked', async () => {
      const { target, friend, as } = await shared();
      let made: Awaited<ReturnType<typeof aTokenOf>> | undefined;
      const answer = await overtaken(friend.userId, {
        call: () => unshare(as, target, friend, '?revokeTokens=true'),
        by: async () => (made = await aTokenOf(friend, target, 'just in time')),
      });
      expect(answer.body).toEqual({ TokensCreatedByGrantee: [made?.tokenId] });
      await must(401, api('GET', '/users/me', { as: made?.value ?? '' }));
    });

    it('the tokens of a person who revokes them with the own share', async () => {
      const { target, friend } = await shared();
      const made = await aTokenOf(friend, target, 'mine');
      await must(200, unshare(friend.token, target, friend, '?revokeTokens=true'));
      await must(401, api('GET', '/users/me', { as: made.value }));
      expect((await assume(friend, target)).status).toBe(403);
    });

    it('one winner of many at once', async () => {
      const { target, friend, as } = await shared();
      expect(statusesOf(await atOnce(10, () => unshare(as, target, friend)))).toEqual({ 200: 1, 404: 9 });
    });

    it('no token handed out by a share that was taken between decision and write', async () => {
      const { target, friend, as } = await shared();
      const answer = await overtaken(target.userId, {
        call: () => assume(friend, target),
        by: () => must(200, unshare(as, target, friend)),
      });
      expect(answer.status).toBe(409);
      expect(answer.body).not.toHaveProperty('Token');
    });

    it('the service user’s trail: who took the share from whom', async () => {
      const { target, friend, as } = await shared();
      await must(200, unshare(as, target, friend));
      const [event] = items(await must(200, api('GET', `/users/${target.userId}/events`, { as })));
      expect(event).toMatchObject({
        Action: 'unshareWithUser',
        ActorId: target.owner.userId,
        TargetId: target.userId,
        Detail: { granteeType: 'user', granteeId: friend.userId, revokedTokens: [] },
      });
    });
  });
});
