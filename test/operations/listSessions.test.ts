import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { aCreatedServiceUser, asServiceUser, assume, assumedToken, unknownId } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

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
