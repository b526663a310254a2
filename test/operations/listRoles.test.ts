import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { aCreatedRole, asServiceUser } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

const builtIn = ['SystemRole-SystemAdministrators', 'SystemRole-Managers', 'SystemRole-DefaultUsers'];

describe('listRoles', () => {
  describe('answers', () => {
    it('the built-in roles first, with what they hold', async () => {
      const { linus } = await people();
      const answer = await must(200, api('GET', '/roles?limit=3', { as: linus.token }));
      expect(items(answer)).toMatchObject([
        { RoleId: builtIn[0], BuiltIn: true, RoleManagers: [] },
        {
          RoleId: builtIn[1],
          Permissions: [
            'users.view',
            'roles.view',
            'teams.view',
            'tags.view',
            'resources.view',
            'teams.manage',
            'tags.manage',
            'resources.manage',
          ],
        },
        {
          RoleId: builtIn[2],
          Permissions: ['users.view', 'roles.view', 'teams.view', 'tags.view', 'resources.view'],
        },
      ]);
    });

    it('I10 roles to a service user', async () => {
      await must(200, api('GET', '/roles', await asServiceUser()));
    });

    it('every role once, built-in first, then by name, in pages of two', async () => {
      const made = await Promise.all([aCreatedRole(), aCreatedRole(), aCreatedRole()]);
      const { linus } = await people();
      const pages = await pagesOf('/roles?limit=2', linus.token);
      expect(pages.slice(0, -1).every((page) => page.length === 2)).toBe(true);
      const ids = pages.flat().map(({ RoleId }) => RoleId);
      expect(ids.slice(0, 3)).toEqual(builtIn);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(made.map(({ roleId }) => roleId)));
      const names = pages
        .flat()
        .slice(3)
        .map(({ RoleName }) => String(RoleName).toLowerCase());
      expect(names).toEqual([...names].sort());
    });
  });

  refuses('listRoles', {
    'cursor-not-valid': [
      400,
      'a cursor of another caller',
      async () => {
        const { linus, mary } = await people();
        const first = await must(200, api('GET', '/roles?limit=1', { as: linus.token }));
        const cursor = encodeURIComponent(field(first, 'NextCursor'));
        return await api('GET', `/roles?limit=1&cursor=${cursor}`, { as: mary.token });
      },
    ],
  });

  describe('keeps', () => {
    it('the list as it is whatever is asked for', async () => {
      const { linus } = await people();
      for (const query of ['limit=0', 'limit=201', 'limit=x', 'limit=1&limit=2', 'sort=name', 'cursor=']) {
        const answer = await api('GET', `/roles?${query}`, { as: linus.token });
        expect([query, answer.status]).toEqual([query, 400]);
      }
    });
  });
});
