import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import {
  aCreatedRole,
  aCreatedServiceUser,
  aCreatedTeam,
  aName,
  asServiceUser,
  assumedToken,
} from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function listed(query: string): Promise<unknown[]> {
  const { linus } = await people();
  return items(await must(200, api('GET', `/users?${query}`, { as: linus.token }))).map(
    ({ UserId }) => UserId,
  );
}

/** Service users whose names begin with something that no other has, in the order given. */
async function aGroup(...suffixes: string[]): Promise<{ marker: string; ids: string[] }> {
  const marker = aName('grp');
  const ids: string[] = [];
  for (const suffix of suffixes)
    ids.push((await aCreatedServiceUser({ name: `${marker} ${suffix}` })).userId);
  return { marker, ids };
}

describe('listUsers', () => {
  describe('answers', () => {
    it('I1, I5 both kinds and every status, IsServiceUser on each', async () => {
      const team = await aCreatedTeam();
      const [svc, disabled, person] = await Promise.all([
        aCreatedServiceUser({ Teams: [team.teamId] }),
        aCreatedServiceUser({ Teams: [team.teamId], disabled: true }),
        aMember(),
      ]);
      await must(
        204,
        api('PUT', `/teams/${team.teamId}/members/${person.userId}`, { as: await asSuperAdmin() }),
      );
      const answer = await api('GET', `/users?team=${team.name}`, { as: person.token });
      expect(answer.body['Total']).toBe(3);
      const kinds = Object.fromEntries(items(answer).map((user) => [user['UserId'], user['IsServiceUser']]));
      expect(kinds).toEqual({ [svc.userId]: true, [disabled.userId]: true, [person.userId]: false });
      expect(await listed(`team=${team.teamId}&action=get_service_users&status=enabled`)).toEqual([
        svc.userId,
      ]);
      expect(await listed(`team=${team.teamId}&type=human`)).toEqual([person.userId]);
      expect(await listed(`team=${team.teamId}&type=service&status=disabled`)).toEqual([disabled.userId]);
      expect(await listed(`team=${team.teamId}&type=human&action=get_service_users`)).toEqual([]);
    });

    it('I10 users to a service user', async () => {
      await must(200, api('GET', '/users?limit=1', await asServiceUser()));
    });

    it('users by name and by creation, up and down', async () => {
      const { marker, ids } = await aGroup('b', 'C', 'a');
      const [b, c, a] = ids;
      expect(await listed(`name=${marker}`)).toEqual([a, b, c]);
      expect(await listed(`name=${marker}&order=desc`)).toEqual([c, b, a]);
      expect(await listed(`name=${marker}&sort=created`)).toEqual([b, c, a]);
      expect(await listed(`name=${marker}&sort=created&order=desc`)).toEqual([a, c, b]);
    });

    it('V2 the never-active last in both orders', async () => {
      const { marker, ids } = await aGroup('1', '2', '3', '4');
      const [one, two, three, four] = ids;
      const { ada } = await people();
      for (const userId of [three ?? '', one ?? '']) {
        await must(200, api('GET', '/roles', { assumed: await assumedToken(ada, { userId }) }));
      }
      const never = [two, four].sort();
      expect(await listed(`name=${marker}&sort=lastActive`)).toEqual([three, one, ...never]);
      expect(await listed(`name=${marker}&sort=lastActive&order=desc`)).toEqual([
        one,
        three,
        ...never.reverse(),
      ]);
    });

    it('users by the name of the default role', async () => {
      const marker = aName('grp');
      const ids: string[] = [];
      for (const Role of ['Member', 'Admin', 'Manager']) {
        ids.push((await aCreatedServiceUser({ name: `${marker} ${Role}`, Role })).userId);
      }
      const [member, admin, manager] = ids;
      expect(await listed(`name=${marker}&sort=role`)).toEqual([member, manager, admin]);
      expect(await listed(`name=${marker}&sort=role&order=desc`)).toEqual([admin, manager, member]);
    });

    it('users of any of several roles and of any of several teams, filters combined', async () => {
      const [role, one, other] = await Promise.all([aCreatedRole(), aCreatedTeam(), aCreatedTeam()]);
      const marker = aName('grp');
      const [both, manager] = await Promise.all([
        aCreatedServiceUser({ name: `${marker} a`, Role: role.roleId, Teams: [one.teamId] }),
        aCreatedServiceUser({ name: `${marker} b`, Role: 'Manager', Teams: [other.teamId] }),
      ]);
      const teams = `team=${one.teamId}&team=${other.name}`;
      expect(await listed(teams)).toEqual([both.userId, manager.userId]);
      expect(await listed(`${teams}&role=${role.name}`)).toEqual([both.userId]);
      expect(await listed(`name=${marker}&role=${role.roleId}&role=Manager`)).toEqual([
        both.userId,
        manager.userId,
      ]);
      expect(await listed(`${teams}&role=Admin`)).toEqual([]);
      expect(await listed('team=no-such-team')).toEqual([]);
    });

    it('users by a part of the display or user name in any case', async () => {
      const { marker, ids } = await aGroup('Nightly Load');
      expect(await listed(`name=${marker.toUpperCase()}`)).toEqual(ids);
      expect(await listed(`name=${encodeURIComponent(`${marker} nightly`)}`)).toEqual(ids);
      expect(await listed(`name=${marker}_nightly_load@service`)).toEqual(ids);
    });

    it('users by a part of the name in any form, and with what nobody sees', async () => {
      const { marker, ids } = await aGroup('Café office');
      for (const part of ['Cafe\u0301', 'CAFÉ', 'cafe\u0301\u00a0oﬃce', 'Ｃafé\u200b']) {
        expect(await listed(`name=${encodeURIComponent(`${marker} ${part}`)}`)).toEqual(ids);
      }
      expect(await listed(`name=${encodeURIComponent(`${marker} Cafe office`)}`)).toEqual([]);
    });

    it.each([
      'action=get_users',
      'sort=age',
      'order=up',
      'type=robot',
      'status=on',
      'limit=0',
      'limit=201',
      'name=',
      'x=1',
    ])('refuses %s with 400', async (query) => {
      const { linus } = await people();
      const answer = await api('GET', `/users?${query}`, { as: linus.token });
      expect([answer.status, answer.body['code']]).toEqual([400, 'invalid-request']);
    });
  });

  refuses('listUsers', {
    'cursor-not-valid': [
      400,
      'V4 a cursor of another query',
      async () => {
        const { linus } = await people();
        const first = await must(200, api('GET', '/users?limit=1', { as: linus.token }));
        return await api('GET', `/users?limit=1&sort=created&cursor=${field(first, 'NextCursor')}`, {
          as: linus.token,
        });
      },
    ],
  });

  describe('keeps', () => {
    it.each(['name', 'created', 'lastActive', 'role'])(
      'V4 full pages to the end, nobody twice or missing, by %s in both orders',
      async (sort) => {
        const { linus } = await people();
        const { marker, ids } = await aGroup('e', 'd', 'c', 'b', 'a');
        for (const order of ['asc', 'desc']) {
          const pages = await pagesOf(
            `/users?name=${marker}&sort=${sort}&order=${order}&limit=2`,
            linus.token,
          );
          expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
          expect(
            pages
              .flat()
              .map(({ UserId }) => UserId)
              .sort(),
          ).toEqual([...ids].sort());
        }
      },
    );

    it('V4 full pages where a filter leaves out most users', async () => {
      const { linus } = await people();
      const pages = await pagesOf('/users?type=human&limit=2', linus.token);
      expect(pages.slice(0, -1).every((page) => page.length === 2)).toBe(true);
      expect(pages.flat().every((user) => user['IsServiceUser'] === false)).toBe(true);
    });

    it.each(['AAAA', 'x'.repeat(4096), '%00', '!', 'eyJhIjoxfQ'])(
      'a cursor %# out that is not ours',
      async (cursor) => {
        const { linus } = await people();
        const answer = await api('GET', `/users?cursor=${cursor}`, { as: linus.token });
        expect([answer.status, answer.body['code']]).toEqual([400, 'cursor-not-valid']);
      },
    );
  });
});
