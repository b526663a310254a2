import { describe, expect, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { aCreatedRole, asServiceUser, unknownId } from '../support/created.ts';
import { people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

describe('getRole', () => {
  describe('answers', () => {
    it('a role of one`s own with its permissions and managers', async () => {
      const { ada, linus } = await people();
      const { roleId, name } = await aCreatedRole({
        Permissions: ['bi.view', 'users.manage'],
        Description: 'reads',
      });
      const answer = await must(200, api('GET', `/roles/${roleId}`, { as: linus.token }));
      expect(answer.body).toEqual({
        RoleId: roleId,
        RoleName: name,
        Description: 'reads',
        Permissions: ['bi.view', 'users.manage'],
        RoleManagers: [ada.userId],
        BuiltIn: false,
      });
    });

    it('a built-in role by its name', async () => {
      const { linus } = await people();
      const answer = await must(200, api('GET', '/roles/SystemRole-Managers', { as: linus.token }));
      expect(answer.body).toMatchObject({ RoleId: 'SystemRole-Managers', BuiltIn: true });
    });
  });

  refuses('getRole', {
    'role-not-found': [
      404,
      'I9 an unknown id is 404',
      async () => await api('GET', `/roles/${unknownId.role}`, { as: (await people()).linus.token }),
    ],
  });

  describe('keeps', () => {
    it('I10 one answer for everybody', async () => {
      const { linus } = await people();
      const { roleId } = await aCreatedRole();
      const byPerson = await must(200, api('GET', `/roles/${roleId}`, { as: linus.token }));
      const byServiceUser = await must(200, api('GET', `/roles/${roleId}`, await asServiceUser()));
      expect(byServiceUser.body).toEqual(byPerson.body);
    });

    it('the mode`s role out of reach: it is attached to nobody and never stored', async () => {
      await must(404, api('GET', '/roles/Super-Admin', { as: (await people()).linus.token }));
    });
  });
});
