import { describe, expect, it } from 'vitest';
import { api, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import {
  actAs,
  aCreatedServiceUser,
  aCreatedTeam,
  aDeletingServiceUser,
  unknownId,
} from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function remove(teamId: string, userId: string): Promise<Answer> {
  return await api('DELETE', `/teams/${teamId}/members/${userId}`, { as: await asSuperAdmin() });
}

async function aTeamWithMember(): Promise<{ teamId: string; userId: string }> {
  const { teamId } = await aCreatedTeam();
  return { teamId, userId: (await aCreatedServiceUser({ Teams: [teamId] })).userId };
}

describe('removeTeamMember', () => {
  describe('answers', () => {
    it('nothing, and the user has left the team', async () => {
      const [{ teamId, userId }, { linus }] = await Promise.all([aTeamWithMember(), people()]);
      expect((await must(204, remove(teamId, userId))).text).toBe('');
      const user = await must(200, api('GET', `/users/${userId}`, { as: linus.token }));
      expect(user.body).toMatchObject({ Teams: [{ TeamId: 'Public' }], Version: 2 });
      expect(items(await api('GET', `/users?team=${teamId}`, { as: linus.token }))).toEqual([]);
    });

    it('nothing to a service user whose role may; refuses a member', async () => {
      const [acting, { teamId, userId }, { linus }] = await Promise.all([
        actAs({ Role: 'Manager' }),
        aTeamWithMember(),
        people(),
      ]);
      await must(403, api('DELETE', `/teams/${teamId}/members/${userId}`, { as: linus.token }));
      await must(204, api('DELETE', `/teams/${teamId}/members/${userId}`, acting));
    });
  });

  refuses('removeTeamMember', {
    'team-not-found': [
      404,
      'I9 an unknown team',
      async () => await remove(unknownId.team, (await people()).mary.userId),
    ],
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () => await remove((await aCreatedTeam()).teamId, unknownId.person),
    ],
    'member-not-found': [
      404,
      'a user who is not in the team',
      async () => await remove((await aCreatedTeam()).teamId, (await aCreatedServiceUser()).userId),
    ],
    'built-in': [
      409,
      'C7 nobody leaves Public',
      async () => await remove('Public', (await aCreatedServiceUser()).userId),
    ],
    'user-deleting': [
      409,
      'a user that is being deleted',
      async () => {
        const { teamId, name } = await aCreatedTeam();
        return await remove(teamId, (await aDeletingServiceUser({ teams: { [teamId]: name } })).userId);
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const { teamId, userId } = await aTeamWithMember();
        return await losing(userId, () => remove(teamId, userId));
      },
    ],
  });

  describe('keeps', () => {
    it('one leaving of 6 at once, with one record', async () => {
      const { teamId, userId } = await aTeamWithMember();
      const answers = await atOnce(6, () => remove(teamId, userId));
      expect(statusesOf(answers)).toEqual({ 204: 1, 404: 5 });
      const events = items(await api('GET', `/users/${userId}/events`, { as: (await people()).ada.token }));
      expect(events.map(({ Action }) => Action)).toEqual(['removeTeamMember', 'createUser']);
    });
  });
});
