import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import {
  aCreatedRole,
  aCreatedServiceUser,
  asServiceUser,
  assume,
  assumedToken,
  unknownId,
} from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { accessToken, aClient } from '../support/oauth.ts';
import { aMember, aSuperAdmin, asSuperAdmin, enterMode, people, type SignedIn } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { shareByTag, takeOffTag, unshare } from '../support/sharing.ts';

interface Target {
  readonly userId: string;
}

/** Ids of the sessions of people who assume it, one after the other. */
async function sessionsBy(target: Target, who: readonly SignedIn[]): Promise<string[]> {
  const ids: string[] = [];
  for (const one of who) ids.push(field(await must(201, assume(one, target)), 'SessionId'));
  return ids;
}

async function listed({ userId }: Target): Promise<unknown[]> {
  const answer = await must(200, api('GET', `/users/${userId}/sessions`, { as: await asSuperAdmin() }));
  return items(answer).map(({ SessionId }) => SessionId);
}

describe('listSessions', () => {
  describe('answers', () => {
    it('T17 the live sessions of everybody, oldest first, in full pages', async () => {
      const [{ ada }, sharedWith] = await Promise.all([people(), aMember()]);
      const target = await aCreatedServiceUser({ sharedWith });
      const ids: string[] = [];
      for (const who of [ada, sharedWith, ada])
        ids.push(field(await must(201, assume(who, target)), 'SessionId'));
      const pages = await pagesOf(`/users/${target.userId}/sessions?limit=2`, sharedWith.token);
      expect(pages.map((page) => page.map(({ SessionId }) => SessionId))).toEqual([
        ids.slice(0, 2),
        ids.slice(2),
      ]);
      expect(pages.flat().map(({ PersonId }) => PersonId)).toEqual([
        ada.userId,
        sharedWith.userId,
        ada.userId,
      ]);
    });

    it('none of a disabled service user, and none of before it was enabled again', async () => {
      const { ada } = await people();
      const target = await aCreatedServiceUser();
      await assumedToken(ada, target);
      const listed = async () =>
        items(await must(200, api('GET', `/users/${target.userId}/sessions`, { as: ada.token })));
      await must(200, api('POST', `/users/${target.userId}/disable`, { as: ada.token }));
      expect(await listed()).toEqual([]);
      await must(200, api('POST', `/users/${target.userId}/enable`, { as: ada.token }));
      expect(await listed()).toEqual([]);
    });

    it('T12, T17 none whose person lost the way that the token came by', async () => {
      const [{ ada }, bySharing, byTag] = await Promise.all([people(), aMember(), aMember()]);
      const target = await aCreatedServiceUser({ sharedWith: bySharing });
      const tagId = await shareByTag(ada.token, target, byTag);
      const [adas] = await sessionsBy(target, [ada, bySharing, byTag]);
      await must(200, unshare(ada.token, target, bySharing));
      await takeOffTag(tagId, byTag);
      expect(await listed(target)).toEqual([adas]);
    });

    it('T13, T17 none of a person who was disabled, also after enabling, and none with a role that was detached', async () => {
      const { ada } = await people();
      const [member, { roleId }] = await Promise.all([aMember(), aCreatedRole()]);
      const target = await aCreatedServiceUser({ sharedWith: member });
      const role = `/users/${target.userId}/roles/${roleId}`;
      await must(200, api('PUT', role, { as: ada.token }));
      const [adas] = await sessionsBy(target, [ada, member]);
      await must(201, assume(ada, target, { RoleId: roleId }));
      const as = await asSuperAdmin();
      await must(200, api('POST', `/users/${member.userId}/disable`, { as }));
      await must(200, api('POST', `/users/${member.userId}/enable`, { as }));
      await must(200, api('DELETE', role, { as: ada.token }));
      expect(await listed(target)).toEqual([adas]);
    });

    it('T19, T17 none that came from a mode that ended', async () => {
      const [boss, target] = await Promise.all([aSuperAdmin(), aCreatedServiceUser()]);
      const as = await enterMode(boss.token);
      await must(201, api('POST', `/users/${target.userId}/auth-token`, { as, body: {} }));
      expect(await listed(target)).toHaveLength(1);
      await must(204, api('DELETE', '/users/super-admin/auth-token', { as }));
      expect(await listed(target)).toEqual([]);
    });

    it('K6, T17 none of an access token whose service token was revoked', async () => {
      const client = await aClient();
      await accessToken(client);
      expect(await listed(client)).toHaveLength(1);
      await must(
        200,
        api('POST', `/users/${client.userId}/tokens/${client.tokenId}/revoke`, { as: client.as }),
      );
      expect(await listed(client)).toEqual([]);
    });

    it('sessions to the mode, and none to a member without access', async () => {
      const [{ linus }, target] = await Promise.all([people(), aCreatedServiceUser()]);
      await must(200, api('GET', `/users/${target.userId}/sessions`, { as: await asSuperAdmin() }));
      await must(403, api('GET', `/users/${target.userId}/sessions`, { as: linus.token }));
    });
  });

  refuses('listSessions', {
    'not-for-service-users': [
      403,
      'a service user sees no sessions, not even its own',
      async () => {
        const acting = await asServiceUser();
        return await api('GET', `/users/${acting.userId}/sessions`, acting);
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown id is 404',
      async () => await api('GET', `/users/${unknownId.serviceUser}/sessions`, { as: await asSuperAdmin() }),
    ],
    'not-a-service-user': [
      400,
      'the sessions of a person',
      async () =>
        await api('GET', `/users/${(await people()).linus.userId}/sessions`, { as: await asSuperAdmin() }),
    ],
    'cursor-not-valid': [
      400,
      'a cursor of another service user',
      async () => {
        const { ada } = await people();
        const [one, other] = await Promise.all([aCreatedServiceUser(), aCreatedServiceUser()]);
        await assumedToken(ada, one);
        await assumedToken(ada, one);
        const first = await must(200, api('GET', `/users/${one.userId}/sessions?limit=1`, { as: ada.token }));
        const path = `/users/${other.userId}/sessions?limit=1&cursor=${field(first, 'NextCursor')}`;
        return await api('GET', path, { as: ada.token });
      },
    ],
  });

  describe('keeps', () => {
    it('modes out of the list: they are the person`s own', async () => {
      const { ada } = await people();
      const target = await aCreatedServiceUser({ owner: ada });
      expect(
        items(await must(200, api('GET', `/users/${target.userId}/sessions`, { as: ada.token }))),
      ).toEqual([]);
    });
  });
});
