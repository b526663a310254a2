import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import {
  aCreatedServiceUser,
  aDeletingServiceUser,
  asServiceUser,
  assumedToken,
  unknownId,
} from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aMember, anAdministrator, aSuperAdmin, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

describe('enableUser', () => {
  describe('answers', () => {
    it('an enabled service user that can be assumed anew', async () => {
      const { ada } = await people();
      const target = await aCreatedServiceUser({ disabled: true });
      const answer = await must(200, api('POST', `/users/${target.userId}/enable`, { as: ada.token }));
      expect(answer.body).toMatchObject({ Status: 'enabled', Version: 3 });
      await assumedToken(ada, target);
    });

    it('D12 an enabled person to users.manage, whose sign-in works again', async () => {
      const [admin, target] = await Promise.all([anAdministrator(), aMember()]);
      await must(200, api('POST', `/users/${target.userId}/disable`, { as: admin.token }));
      await must(200, api('POST', `/users/${target.userId}/enable`, { as: admin.token }));
      await must(200, api('GET', '/users/me', { as: target.token }));
    });

    it('the same again, and changes nothing', async () => {
      const { ada } = await people();
      const { userId } = await aCreatedServiceUser();
      const answer = await must(200, api('POST', `/users/${userId}/enable`, { as: ada.token }));
      expect(answer.body).toMatchObject({ Status: 'enabled', Version: 1 });
      expect(items(await api('GET', `/users/${userId}/events`, { as: ada.token }))).toHaveLength(1);
    });

    it('refuses a member without access', async () => {
      const { linus } = await people();
      const { userId } = await aCreatedServiceUser({ disabled: true });
      await must(403, api('POST', `/users/${userId}/enable`, { as: linus.token }));
    });
  });

  refuses('enableUser', {
    'not-for-service-users': [
      403,
      'a service user enables nobody',
      async () => {
        const { userId } = await aCreatedServiceUser({ disabled: true });
        return await api('POST', `/users/${userId}/enable`, await asServiceUser());
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown id is 404',
      async () => await api('POST', `/users/${unknownId.serviceUser}/enable`, { as: await asSuperAdmin() }),
    ],
    'user-deleting': [
      409,
      'D7 a delete that has begun cannot be undone',
      async () =>
        await api('POST', `/users/${(await aDeletingServiceUser()).userId}/enable`, {
          as: await asSuperAdmin(),
        }),
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const { userId } = await aCreatedServiceUser({ disabled: true });
        const as = await asSuperAdmin();
        return await losing(userId, () => api('POST', `/users/${userId}/enable`, { as }));
      },
    ],
  });

  describe('keeps', () => {
    it('T14 every token from before dead', async () => {
      const { ada } = await people();
      const target = await aCreatedServiceUser();
      const assumed = await assumedToken(ada, target);
      await must(200, api('POST', `/users/${target.userId}/disable`, { as: ada.token }));
      await must(200, api('POST', `/users/${target.userId}/enable`, { as: ada.token }));
      await must(401, api('GET', '/users/me', { as: ada.token, assumed }));
      expect(items(await api('GET', `/users/${target.userId}/sessions`, { as: ada.token }))).toEqual([]);
    });

    it('the membership of a Super-Admin who was disabled', async () => {
      const boss = await aSuperAdmin();
      const as = await asSuperAdmin();
      await must(200, api('POST', `/users/${boss.userId}/disable`, { as }));
      const enabledAmong = async () =>
        items(await must(200, api('GET', '/super-admins', { as }))).find(
          ({ UserId }) => UserId === boss.userId,
        );
      expect(await enabledAmong()).toMatchObject({ Enabled: false });
      await must(200, api('POST', `/users/${boss.userId}/enable`, { as }));
      expect(await enabledAmong()).toMatchObject({ Enabled: true });
      await must(201, api('POST', '/users/super-admin/auth-token', { as: boss.token, body: {} }));
    });
  });
});
