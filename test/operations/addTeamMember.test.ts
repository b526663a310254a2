import { describe, expect, it } from 'vitest';
import { api, items, must, type Answer } from '../support/api.ts';
import {
  actAs,
  aCreatedServiceUser,
  aCreatedTeam,
  aDeletingServiceUser,
  aPlantedServiceUser,
  unknownId,
} from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function add(teamId: string, userId: string): Promise<Answer> {
  return await api('PUT', `/teams/${teamId}/members/${userId}`, { as: await asSuperAdmin() });
}

describe('addTeamMember', () => {
  describe('answers', () => {
    it('nothing, and the user is in the team, a person or a service user', async () => {
      const [{ teamId, name }, svc, person] = await Promise.all([
        aCreatedTeam(),
        aCreatedServiceUser(),
        aMember(),
      ]);
      const { linus } = await people();
      for (const { userId } of [svc, person]) {
        expect((await must(204, add(teamId, userId))).text).toBe('');
        const user = await must(200, api('GET', `/users/${userId}`, { as: linus.token }));
        expect(user.body['Teams']).toEqual([
          { TeamId: 'Public', TeamName: 'Public' },
          { TeamId: teamId, TeamName: name },
        ]);
      }
      const listed = items(await must(200, api('GET', `/users?team=${teamId}`, { as: linus.token })));
      expect(listed.map(({ UserId }) => UserId).sort()).toEqual([svc.userId, person.userId].sort());
    });

    it('the same again, and for Public, and changes nothing', async () => {
      const [{ teamId }, { userId }, { linus }] = await Promise.all([
        aCreatedTeam(),
        aCreatedServiceUser(),
        people(),
      ]);
      await must(204, add(teamId, userId));
      await must(204, add(teamId, userId));
      await must(204, add('Public', userId));
      expect((await api('GET', `/users/${userId}`, { as: linus.token })).body['Version']).toBe(2);
    });

    it('nothing to a service user whose role may; refuses a member', async () => {
      const [acting, { teamId }, { linus }] = await Promise.all([
        actAs({ Role: 'Manager' }),
        aCreatedTeam(),
        people(),
      ]);
      await must(403, api('PUT', `/teams/${teamId}/members/${linus.userId}`, { as: linus.token }));
      await must(204, api('PUT', `/teams/${teamId}/members/${acting.userId}`, acting));
    });
  });

  refuses('addTeamMember', {
    'team-not-found': [
      404,
      'I9 an unknown team',
      async () => await add(unknownId.team, (await people()).mary.userId),
    ],
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () => await add((await aCreatedTeam()).teamId, unknownId.person),
    ],
    'user-deleting': [
      409,
      'a user that is being deleted',
      async () => await add((await aCreatedTeam()).teamId, (await aDeletingServiceUser()).userId),
    ],
    'limit-reached': [
      409,
      'more than 20 teams',
      async () => {
        const teams = Object.fromEntries(
          Array.from({ length: 20 }, (_, index) => [`tem_full${index}`, `full ${index}`]),
        );
        return await add((await aCreatedTeam()).teamId, (await aPlantedServiceUser({ teams })).userId);
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const [{ teamId }, { userId }] = await Promise.all([aCreatedTeam(), aCreatedServiceUser()]);
        return await losing(userId, () => add(teamId, userId));
      },
    ],
  });

  describe('keeps', () => {
    it('nobody in a team that was deleted between decision and write', async () => {
      const [{ teamId }, { userId }, { linus }] = await Promise.all([
        aCreatedTeam(),
        aCreatedServiceUser(),
        people(),
      ]);
      const as = await asSuperAdmin();
      const answer = await overtaken(userId, {
        call: () => add(teamId, userId),
        by: () => must(204, api('DELETE', `/teams/${teamId}`, { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([404, 'team-not-found']);
      const user = await api('GET', `/users/${userId}`, { as: linus.token });
      expect(user.body).toMatchObject({ Teams: [{ TeamId: 'Public' }], Version: 1 });
    });

    it('a record of who added whom to what', async () => {
      const [{ teamId, name }, { userId }, { ada }] = await Promise.all([
        aCreatedTeam(),
        aCreatedServiceUser(),
        people(),
      ]);
      await must(204, add(teamId, userId));
      const [event] = items(await api('GET', `/users/${userId}/events`, { as: ada.token }));
      expect(event).toMatchObject({
        Action: 'addTeamMember',
        ActorId: ada.userId,
        Detail: { teamId, teamName: name },
      });
    });
  });
});
