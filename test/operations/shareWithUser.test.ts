import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import {
  aCreatedServiceUser,
  aDeletingServiceUser,
  asServiceUser,
  assume,
  assumedToken,
  unknownId,
} from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aMember, asSuperAdmin, people } from '../support/people.ts';
import { leftOf, remove } from '../support/removed.ts';
import { refuses } from '../support/refuses.ts';
import { share, unshare } from '../support/sharing.ts';

/** With whom a service user is shared. */
async function grantees(userId: string): Promise<unknown[]> {
  const { ada } = await people();
  const answer = await must(200, api('GET', `/users/${userId}/shares`, { as: ada.token }));
  return items(answer).map(({ GranteeId }) => GranteeId);
}

/** How many records say that a service user was shared. */
async function recorded(userId: string): Promise<number> {
  const { ada } = await people();
  const events = items(await must(200, api('GET', `/users/${userId}/events`, { as: ada.token })));
  return events.filter(({ Action }) => Action === 'shareWithUser').length;
}

describe('shareWithUser', () => {
  describe('answers', () => {
    it('H1 the share; who has it may assume, share on and disable', async () => {
      const [{ ada }, target, friend, other] = await Promise.all([
        people(),
        aCreatedServiceUser(),
        aMember(),
        aMember(),
      ]);
      const answer = await must(200, share(ada.token, target, friend));
      expect(answer.body).toEqual({
        GranteeType: 'user',
        GranteeId: friend.userId,
        AccessType: 'Owner',
        CreatedAt: expect.any(String),
        CreatedBy: ada.userId,
      });
      await must(201, assume(friend, target));
      await must(200, share(friend.token, target, other));
      const { userId } = target;
      const body = { Description: 'edited' };
      await must(200, api('PATCH', `/users/${userId}`, { as: other.token, body }));
      await must(200, api('GET', `/users/${userId}/tokens`, { as: other.token }));
      await must(200, api('POST', `/users/${userId}/disable`, { as: other.token }));
      await must(200, api('POST', `/users/${userId}/enable`, { as: other.token }));
    });

    it('the share that is there when it is repeated: nothing changes, nothing is recorded', async () => {
      const [{ ada }, target, friend] = await Promise.all([people(), aCreatedServiceUser(), aMember()]);
      const first = await must(200, share(ada.token, target, friend));
      const again = await must(200, share(friend.token, target, friend));
      expect(again.body).toEqual(first.body);
      expect(await recorded(target.userId)).toBe(1);
    });

    it('a share to a disabled person, which gives nothing before that person is enabled', async () => {
      const [{ ada }, target, friend] = await Promise.all([people(), aCreatedServiceUser(), aMember()]);
      const as = await asSuperAdmin();
      await must(200, api('POST', `/users/${friend.userId}/disable`, { as }));
      await must(200, share(ada.token, target, friend));
      expect((await assume(friend, target)).status).toBe(401);
    });
  });

  refuses('shareWithUser', {
    'not-for-service-users': [
      403,
      'T16 a service user shares nothing, not even itself',
      async () => {
        const acting = await asServiceUser();
        const path = `/users/${acting.userId}/shares/users/${(await aMember()).userId}`;
        return await api('PUT', path, { ...acting, body: { AccessType: 'Owner' } });
      },
    ],
    'user-not-found': [
      404,
      'H7 an unknown grantee',
      async () => {
        const [{ ada }, target] = await Promise.all([people(), aCreatedServiceUser()]);
        const answer = await share(ada.token, target, { userId: unknownId.person });
        expect(await grantees(target.userId)).toEqual([ada.userId]);
        return answer;
      },
    ],
    'person-not-shareable': [
      409,
      'a person cannot be shared, not by the person either',
      async () => {
        const friend = await aMember();
        return await share(friend.token, friend, (await people()).linus);
      },
    ],
    'access-type-not-allowed': [
      400,
      'H2 Editor',
      async () => {
        const [{ ada }, target, friend] = await Promise.all([people(), aCreatedServiceUser(), aMember()]);
        const path = `/users/${target.userId}/shares/users/${friend.userId}`;
        const readOnly = await api('PUT', path, { as: ada.token, body: { AccessType: 'ReadOnly' } });
        expect([readOnly.status, readOnly.body['code']]).toEqual([400, 'access-type-not-allowed']);
        return await api('PUT', path, { as: ada.token, body: { AccessType: 'Editor' } });
      },
    ],
    'grantee-not-person': [
      400,
      'H3 a service user as grantee, itself too',
      async () => {
        const [{ ada }, target, other] = await Promise.all([
          people(),
          aCreatedServiceUser(),
          aCreatedServiceUser(),
        ]);
        expect((await share(ada.token, target, target)).body['code']).toBe('grantee-not-person');
        return await share(ada.token, target, other);
      },
    ],
    'user-deleting': [
      409,
      'D7 a service user that is being deleted',
      async () => share((await people()).ada.token, await aDeletingServiceUser(), await aMember()),
    ],
    'changed-meanwhile': [
      409,
      'the state changes again and again',
      async () => {
        const [{ ada }, target, friend] = await Promise.all([people(), aCreatedServiceUser(), aMember()]);
        return await losing(friend.userId, () => share(ada.token, target, friend));
      },
    ],
  });

  describe('keeps', () => {
    it('H6 strangers, managers and the service user itself out', async () => {
      const [{ grace }, target, stranger] = await Promise.all([people(), aCreatedServiceUser(), aMember()]);
      for (const { token } of [stranger, grace]) {
        const answer = await share(token, target, stranger);
        expect([answer.status, answer.body['code']]).toEqual([403, 'not-allowed']);
      }
      expect((await assume(stranger, target)).status).toBe(403);
    });

    it('one share of 16 at once, recorded once', async () => {
      const [{ ada }, target, friend] = await Promise.all([people(), aCreatedServiceUser(), aMember()]);
      const answers = await atOnce(16, () => share(ada.token, target, friend));
      expect(statusesOf(answers)).toEqual({ 200: 16 });
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect((await grantees(target.userId)).sort()).toEqual([ada.userId, friend.userId].sort());
      expect(await recorded(target.userId)).toBe(1);
    });

    it('no share by somebody whose own access ended between decision and write', async () => {
      const [{ ada }, sharedWith, friend] = await Promise.all([people(), aMember(), aMember()]);
      const target = await aCreatedServiceUser({ sharedWith });
      const answer = await overtaken(friend.userId, {
        call: () => share(sharedWith.token, target, friend),
        by: () => must(200, unshare(ada.token, target, sharedWith)),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'not-allowed']);
      expect(await grantees(target.userId)).toEqual([ada.userId]);
    });

    it('a token dead whose share was taken, when the share is given again', async () => {
      const [{ ada }, friend] = await Promise.all([people(), aMember()]);
      const target = await aCreatedServiceUser({ sharedWith: friend });
      const assumed = await assumedToken(friend, target);
      await must(200, unshare(ada.token, target, friend));
      await must(200, share(ada.token, target, friend));
      const beside = { as: friend.token, assumed };
      await must(401, api('GET', '/users/me', beside));
      await must(200, api('GET', '/users/me', { ...beside, assumed: await assumedToken(friend, target) }));
    });

    it.each(['owner', 'OWNER', 'Admin', '', 'Owner ', null, 1, ['Owner'], { Owner: true }, 'Viewer', 'all'])(
      'H2 any other access type out: %j',
      async (AccessType) => {
        const [{ ada, linus }, target] = await Promise.all([people(), sharedTarget()]);
        const path = `/users/${target.userId}/shares/users/${linus.userId}`;
        await must(400, api('PUT', path, { as: ada.token, body: { AccessType } }));
      },
    );

    it('D7 no share of a service user, or with a person, that is deleted meanwhile', async () => {
      const [{ ada, mary }, as] = await Promise.all([people(), asSuperAdmin()]);
      for (const gone of ['target', 'grantee'] as const) {
        const [target, grantee] = await Promise.all([aCreatedServiceUser(), aMember()]);
        const { userId } = { target, grantee }[gone];
        const answer = await overtaken(grantee.userId, {
          call: () => share(ada.token, target, grantee),
          by: async () => {
            await must(200, api('POST', `/users/${userId}/disable`, { as }));
            await must(200, remove(userId, mary.userId, as));
          },
        });
        expect([answer.status, answer.body['code']]).toEqual([404, 'user-not-found']);
        expect((await leftOf(target.userId)).filter(({ sk }) => String(sk).includes(grantee.userId))).toEqual(
          [],
        );
      }
    });

    it('nothing half done when shared and taken away at once', async () => {
      const [{ ada }, target, friend] = await Promise.all([people(), aCreatedServiceUser(), aMember()]);
      const answers = await atOnce(12, (at) =>
        at % 2 === 0 ? share(ada.token, target, friend) : unshare(ada.token, target, friend),
      );
      for (const [at, { status }] of answers.entries())
        expect(at % 2 === 0 ? [200, 409] : [200, 404, 409]).toContain(status);
      const shared = (await grantees(target.userId)).includes(friend.userId);
      expect((await assume(friend, target)).status).toBe(shared ? 201 : 403);
    });
  });
});

let target: ReturnType<typeof aCreatedServiceUser> | undefined;
/** One for all calls that change nothing. */
function sharedTarget() {
  return (target ??= aCreatedServiceUser());
}
