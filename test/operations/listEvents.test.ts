import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { aCreatedServiceUser, actAs, aName, asServiceUser, unknownId } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { aHolderOf, aMember, anAdministrator, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function aChangedServiceUser(): Promise<{ userId: string; as: string }> {
  const { ada } = await people();
  const { userId } = await aCreatedServiceUser();
  for (const change of ['disable', 'enable', 'disable']) {
    await must(200, api('POST', `/users/${userId}/${change}`, { as: ada.token }));
  }
  return { userId, as: ada.token };
}

describe('listEvents', () => {
  describe('answers', () => {
    it('what happened, newest first, in full pages', async () => {
      const { userId, as } = await aChangedServiceUser();
      const pages = await pagesOf(`/users/${userId}/events?limit=2`, as);
      expect(pages.map((page) => page.map(({ Action }) => Action))).toEqual([
        ['disableUser', 'enableUser'],
        ['disableUser', 'createUser'],
      ]);
      const times = pages.flat().map(({ At }) => String(At));
      expect(times).toEqual([...times].sort().reverse());
    });

    it.each(['/users/me/events', '/users/{own}/events'])('a person`s own at %s', async (path) => {
      const { token, userId } = await aMember();
      const events = items(await must(200, api('GET', path.replace('{own}', userId), { as: token })));
      expect(events).toMatchObject([{ Action: 'provisionPerson', ActorId: userId, TargetId: userId }]);
    });

    it('of a person to audit.view and the mode, to nobody else', async () => {
      const [target, admin, { linus }] = await Promise.all([aMember(), anAdministrator(), people()]);
      const path = `/users/${target.userId}/events`;
      await must(200, api('GET', path, { as: admin.token }));
      await must(200, api('GET', path, { as: await asSuperAdmin() }));
      await must(403, api('GET', path, { as: linus.token }));
      await must(403, api('GET', path, { as: (await aHolderOf('SystemRole-Managers')).token }));
    });

    it('of a service user to those with access, not to audit.view', async () => {
      const [sharedWith, admin] = await Promise.all([aMember(), anAdministrator()]);
      const { userId } = await aCreatedServiceUser({ sharedWith });
      await must(200, api('GET', `/users/${userId}/events`, { as: sharedWith.token }));
      await must(403, api('GET', `/users/${userId}/events`, { as: admin.token }));
    });
  });

  refuses('listEvents', {
    'not-for-service-users': [
      403,
      'a service user reads no trail, not even its own',
      async () => await api('GET', '/users/me/events', await asServiceUser()),
    ],
    'user-not-found': [
      404,
      'I9 an unknown id is 404',
      async () => await api('GET', `/users/${unknownId.person}/events`, { as: await asSuperAdmin() }),
    ],
    'cursor-not-valid': [
      400,
      'a cursor with another filter than it was made for',
      async () => {
        const [{ userId, as }, other] = await Promise.all([aChangedServiceUser(), aChangedServiceUser()]);
        const first = await must(200, api('GET', `/users/${userId}/events?limit=1`, { as }));
        return await api(
          'GET',
          `/users/${other.userId}/events?limit=1&cursor=${field(first, 'NextCursor')}`,
          { as },
        );
      },
    ],
  });

  describe('keeps', () => {
    it('T6 the person and the service user of what was done while assumed', async () => {
      const acting = await actAs({ Role: 'Manager' });
      const [{ ada }, { userId }] = await Promise.all([people(), aCreatedServiceUser()]);
      const team = await must(201, api('POST', '/teams', { ...acting, body: { TeamName: aName('team') } }));
      const path = `/teams/${field(team, 'TeamId')}/members/${userId}`;
      const added = await must(204, api('PUT', path, acting));
      const [event] = items(await must(200, api('GET', `/users/${userId}/events`, { as: ada.token })));
      expect(event).toMatchObject({
        Action: 'addTeamMember',
        ActorId: ada.userId,
        ServiceUserId: acting.userId,
        RoleId: 'SystemRole-Managers',
        RequestId: added.headers.get('x-amzn-requestid'),
        SourceIp: '127.0.0.1',
      });
    });

    it('nothing of what was refused', async () => {
      const { linus, ada } = await people();
      const { userId } = await aCreatedServiceUser();
      await must(403, api('POST', `/users/${userId}/disable`, { as: linus.token }));
      await must(400, api('PATCH', `/users/${userId}`, { as: ada.token, body: { Unknown: 1 } }));
      const events = items(await must(200, api('GET', `/users/${userId}/events`, { as: ada.token })));
      expect(events.map(({ Action }) => Action)).toEqual(['createUser']);
    });
  });
});
