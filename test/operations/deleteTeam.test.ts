import { describe, expect, it, vi } from 'vitest';
import { api, items, must, type Answer } from '../support/api.ts';
import { actAs, aCreatedServiceUser, aCreatedTeam, unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function remove(teamId: string): Promise<Answer> {
  return await api('DELETE', `/teams/${teamId}`, { as: await asSuperAdmin() });
}

describe('deleteTeam', () => {
  describe('answers', () => {
    it('nothing, and the team is gone and its name free', async () => {
      const { teamId, name } = await aCreatedTeam();
      expect((await must(204, remove(teamId))).text).toBe('');
      const as = await asSuperAdmin();
      const again = await must(201, api('POST', '/teams', { as, body: { TeamName: name } }));
      expect(again.body['TeamId']).not.toBe(teamId);
    });

    it('nothing to a service user whose role may; refuses a member', async () => {
      const [acting, { teamId }, { linus }] = await Promise.all([
        actAs({ Role: 'Manager' }),
        aCreatedTeam(),
        people(),
      ]);
      await must(403, api('DELETE', `/teams/${teamId}`, { as: linus.token }));
      await must(204, api('DELETE', `/teams/${teamId}`, acting));
    });
  });

  refuses('deleteTeam', {
    'team-not-found': [404, 'I9 an unknown id is 404', async () => await remove(unknownId.team)],
    'built-in': [409, 'Public cannot be changed', async () => await remove('Public')],
    'changed-meanwhile': [
      409,
      'a write that lost its race',
      async () => {
        const { teamId } = await aCreatedTeam();
        return await losing(teamId, () => remove(teamId));
      },
    ],
  });

  describe('keeps', () => {
    it('no member in it: the worker takes the team off everybody', async () => {
      const { teamId } = await aCreatedTeam();
      const members = await Promise.all([1, 2, 3].map(() => aCreatedServiceUser({ Teams: [teamId] })));
      await must(204, remove(teamId));
      const { linus } = await people();
      await vi.waitFor(
        async () => {
          for (const { userId } of members) {
            const user = await api('GET', `/users/${userId}`, { as: linus.token });
            expect(user.body).toMatchObject({ Teams: [{ TeamId: 'Public' }], Version: 2 });
          }
        },
        { timeout: 10_000 },
      );
      expect(items(await api('GET', `/users?team=${teamId}`, { as: linus.token }))).toEqual([]);
    });

    it('no member of a team that is gone: joining it meanwhile is refused', async () => {
      const [{ teamId }, { userId }] = await Promise.all([aCreatedTeam(), aCreatedServiceUser()]);
      await must(204, remove(teamId));
      await must(404, api('PUT', `/teams/${teamId}/members/${userId}`, { as: await asSuperAdmin() }));
    });
  });
});
