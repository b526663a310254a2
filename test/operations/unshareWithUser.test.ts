import { describe, expect, it } from 'vitest';
import { newId, type UserId } from '../../shared/domain/ids.ts';
import { addMinutes, instant, systemClock } from '../../shared/domain/time.ts';
import { grantOf } from '../../shared/store/grants.ts';
import { userShareKey } from '../../shared/store/keys.ts';
import { putSession } from '../../shared/store/sessions.ts';
import { countingShare } from '../../shared/store/shares.ts';
import type { Write } from '../../shared/store/table.ts';
import { putNewToken } from '../../shared/store/tokens.ts';
import { aToken } from '../support/aToken.ts';
import { api, field, items, must } from '../support/api.ts';
import { atOnce, statusesOf, staleness } from '../support/atOnce.ts';
import {
  aCreatedServiceUser,
  asServiceUser,
  assume,
  assumedToken,
  productTable,
  unknownId,
  type CreatedServiceUser,
} from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aMember, asSuperAdmin, people, type SignedIn } from '../support/people.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { refuses } from '../support/refuses.ts';
import { share, statusOf, unshare, unshareAndRevoke } from '../support/sharing.ts';
import { stored } from '../support/stored.ts';

/** A service user of ada's that is shared with somebody new. */
async function shared(): Promise<{ target: CreatedServiceUser; friend: SignedIn; as: string }> {
  const [{ ada }, friend] = await Promise.all([people(), aMember()]);
  return { target: await aCreatedServiceUser({ sharedWith: friend }), friend, as: ada.token };
}

/** A session as assuming makes it. */
function aSessionOf(
  { userId: personId }: SignedIn,
  { userId }: CreatedServiceUser,
  restsOn: readonly string[],
): Write {
  const issuedAt = systemClock();
  return putSession({
    sessionId: newId('session'),
    userId: userId as UserId,
    personId: personId as UserId,
    roleId: 'SystemRole-DefaultUsers',
    issuedAt,
    expiresAt: addMinutes(issuedAt, 60),
    generation: 1,
    personGeneration: 1,
    reason: undefined,
    modeGeneration: undefined,
    modeSessionId: undefined,
    restsOn,
  });
}

/** A token as somebody creates it on a service user. */
function aPlantedToken({ userId: personId, name }: SignedIn, { userId }: CreatedServiceUser) {
  const { own, secret, value } = aToken({
    userId: userId as UserId,
    createdBy: { userId: personId, displayName: name },
    createdAt: systemClock(),
  });
  const writes = putNewToken(own, secret);
  return { value, writes: [writes.name, ...writes.token] };
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
      const answer = await must(200, unshareAndRevoke(as, target, friend));
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
      const table = await productTable();
      const item = await table.get(userShareKey(target.userId, friend.userId));
      const given = countingShare(item, { since: instant(0) });
      const restsOn = given === undefined ? [] : [grantOf(given)];
      await stored(table, ...Array.from({ length: 130 }, () => aSessionOf(friend, target, restsOn)));
      expect(await sessions(target)).toHaveLength(50);
      await must(200, unshare(as, target, friend));
      expect(await sessions(target)).toEqual([]);
    });

    it('every token revoked, however many, each with every secret', async () => {
      const { target, friend, as } = await shared();
      const rotated = await aTokenOf(friend, target, 'rotated');
      const path = `/users/${target.userId}/tokens/${rotated.tokenId}/rotate`;
      const body = { OverlapMinutes: 60 };
      const second = field(await must(200, api('POST', path, { as: friend.token, body })), 'Token');
      const planted = Array.from({ length: 70 }, () => aPlantedToken(friend, target));
      await stored(await productTable(), ...planted.flatMap(({ writes }) => writes));
      const [some] = planted;
      await must(200, api('GET', '/users/me', { as: some?.value ?? '' }));
      const answer = await must(200, unshareAndRevoke(as, target, friend));
      expect(answer.body['TokensCreatedByGrantee']).toHaveLength(71);
      const states = await pagesOf(`/users/${target.userId}/tokens?limit=200`, target.owner.token);
      expect(new Set(states.flat().map(({ State }) => State))).toEqual(new Set(['revoked']));
      for (const value of [rotated.value, second, some?.value])
        await must(401, api('GET', '/users/me', { as: value ?? '' }));
    });

    it('no token that the person creates while the share is taken, unrevoked', async () => {
      const { target, friend, as } = await shared();
      let made: Awaited<ReturnType<typeof aTokenOf>> | undefined;
      const answer = await overtaken(friend.userId, {
        call: () => unshareAndRevoke(as, target, friend),
        by: async () => (made = await aTokenOf(friend, target, 'just in time')),
      });
      expect(answer.body).toEqual({ TokensCreatedByGrantee: [made?.tokenId] });
      await must(401, api('GET', '/users/me', { as: made?.value ?? '' }));
    });

    it('the tokens of a person who revokes them with the own share', async () => {
      const { target, friend } = await shared();
      const made = await aTokenOf(friend, target, 'mine');
      await must(200, unshareAndRevoke(friend.token, target, friend));
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
