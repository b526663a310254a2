import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { asServiceUser } from '../support/created.ts';
import { anAdministrator, aSuperAdmin, asSuperAdmin, inMode, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

describe('listSuperAdmins', () => {
  describe('answers', () => {
    it('the members known so far, those of the group from their first request on', async () => {
      const [boss, { ada }] = await Promise.all([aSuperAdmin(), people()]);
      const members = items(await must(200, api('GET', '/super-admins', { as: await inMode(ada) })));
      expect(members).toContainEqual({ UserId: ada.userId, DisplayName: 'Ada Lovelace', Enabled: true });
      expect(members).toContainEqual({ UserId: boss.userId, DisplayName: boss.name, Enabled: true });
    });
  });

  refuses('listSuperAdmins', {
    'super-admin-mode-required': [
      403,
      'an administrator',
      async () => await api('GET', '/super-admins', { as: (await anAdministrator()).token }),
    ],
    'not-for-service-users': [
      403,
      'L3 a service user, whatever its role',
      async () => await api('GET', '/super-admins', await asServiceUser()),
    ],
  });

  describe('keeps', () => {
    it('members out of the list once they are removed', async () => {
      const boss = await aSuperAdmin();
      const as = await asSuperAdmin();
      await must(204, api('DELETE', `/super-admins/${boss.userId}`, { as }));
      const members = items(await must(200, api('GET', '/super-admins', { as })));
      expect(members.map(({ UserId }) => UserId)).not.toContain(boss.userId);
    });
  });
});
