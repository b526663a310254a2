import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { userKey } from '../../shared/store/keys.ts';
import { api, items, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { aCreatedRole, aCreatedServiceUser, actAs, assumedToken, productTable } from '../support/created.ts';
import { heldAt } from '../support/interpose.ts';
import { tokenOf } from '../support/localProduct.ts';
import { aHolderOf, aMember, aSuperAdmin, inMode, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { stored } from '../support/stored.ts';
import { aServiceToken } from '../support/tokens.ts';

const memberPermissions = ['users.view', 'roles.view', 'teams.view', 'tags.view', 'resources.view'];

/** So long that the authorizer does not hand it over. */
async function withLongRecord(userId: string): Promise<string> {
  const [table, description] = [await productTable(), 'é'.repeat(2500)];
  await stored(table, { put: { ...(await table.get(userKey(userId))), ...userKey(userId), description } });
  return description;
}

describe('getMe', () => {
  describe('answers', () => {
    it('what GET /users/{id} answers, with the mark that this very request makes', async () => {
      const { userId, value: token } = await aServiceToken();
      const me = await must(200, api('GET', '/users/me', { as: token }));
      const [{ body: again }, { body: user }] = await Promise.all([
        must(200, api('GET', '/users/me', { as: token })),
        must(200, api('GET', `/users/${userId}`, { as: token })),
      ]);
      expect(user['LastActiveAt']).toMatch(/Z$/);
      expect(me.body).toMatchObject(user);
      expect(again).toEqual(me.body);
    });

    it('a user whose record is too long to be handed over', async () => {
      const { token, userId } = await aMember();
      const description = await withLongRecord(userId);
      const answer = await must(200, api('GET', '/users/me', { as: token }));
      expect(answer.body).toMatchObject({ UserId: userId, Description: description });
    });

    it('I1, T7 the person, with IsServiceUser false and the one active role', async () => {
      const { linus } = await people();
      const answer = await must(200, api('GET', '/users/me', { as: linus.token }));
      expect(answer.body).toMatchObject({
        UserId: linus.userId,
        UserName: 'linus@example.com',
        DisplayName: 'Linus Berg',
        Email: 'linus@example.com',
        IsServiceUser: false,
        Status: 'enabled',
        ActiveRole: {
          RoleId: 'SystemRole-DefaultUsers',
          RoleName: 'SystemRole-DefaultUsers',
          Permissions: memberPermissions,
        },
        SuperAdminMode: false,
      });
      expect(answer.body).not.toHaveProperty('AssumedBy');
      expect(answer.headers.get('etag')).toBe(`"${answer.body['Version']}"`);
    });

    it('the mode while in it', async () => {
      const boss = await aSuperAdmin();
      const answer = await must(200, api('GET', '/users/me', { as: await inMode(boss) }));
      expect(answer.body).toMatchObject({
        UserId: boss.userId,
        IsServiceUser: false,
        ActiveRole: { RoleId: 'Super-Admin' },
        SuperAdminMode: true,
        SessionExpiresAt: expect.stringMatching(/Z$/),
      });
    });

    it.each(['beside the person', 'alone in the header', 'as bearer token'])(
      'the service user, and who assumed it, by a token %s',
      async (how) => {
        const { as, assumed, userId } = await actAs({ Role: 'Manager' });
        const sent = {
          'beside the person': { as, assumed },
          'alone in the header': { assumed },
          'as bearer token': { as: assumed },
        }[how];
        const answer = await must(200, api('GET', '/users/me', sent));
        expect(answer.body).toMatchObject({
          UserId: userId,
          IsServiceUser: true,
          ActiveRole: { RoleId: 'SystemRole-Managers' },
          SuperAdminMode: false,
          AssumedBy: { UserId: (await people()).ada.userId, DisplayName: 'Ada Lovelace' },
          SessionExpiresAt: expect.stringMatching(/Z$/),
        });
        expect(answer.body).not.toHaveProperty('Email');
      },
    );

    it('the mode off while a service user is assumed by a token beside the mode', async () => {
      const [boss, target] = await Promise.all([aSuperAdmin(), aCreatedServiceUser()]);
      const as = await inMode(boss);
      const assumed = await assumedToken({ ...boss, token: as }, target);
      const answer = await must(200, api('GET', '/users/me', { as, assumed }));
      expect(answer.body).toMatchObject({ UserId: target.userId, SuperAdminMode: false });
    });

    it('R4 one role: the one in X-Role-Id, never the union with the default one', async () => {
      const { roleId } = await aCreatedRole({ Permissions: ['bi.manage'] });
      const { token } = await aHolderOf(roleId);
      const byDefault = await must(200, api('GET', '/users/me', { as: token }));
      expect(byDefault.body['ActiveRole']).toMatchObject({ RoleId: roleId, Permissions: ['bi.manage'] });
      const headers = { 'X-Role-Id': 'SystemRole-DefaultUsers' };
      const chosen = await must(200, api('GET', '/users/me', { as: token, headers }));
      expect(chosen.body['ActiveRole']).toMatchObject({ Permissions: memberPermissions });
    });

    it('R4 refuses a role in X-Role-Id that is not attached', async () => {
      const { linus } = await people();
      const headers = { 'X-Role-Id': 'SystemRole-Managers' };
      const answer = await api('GET', '/users/me', { as: linus.token, headers });
      expect([answer.status, answer.body['code']]).toEqual([403, 'role-not-usable']);
    });
  });

  refuses('getMe', {
    'user-not-found': [
      404,
      'a person who is gone between decision and read',
      async () => {
        const { token, userId } = await aMember();
        await withLongRecord(userId);
        return await heldAt(
          { call: 'BatchGetItem', holding: userId, skip: 1, effect: { kind: 'hold' } },
          {
            call: () => api('GET', '/users/me', { as: token }),
            by: async () => await stored(await productTable(), { remove: userKey(userId) }),
          },
        );
      },
    ],
  });

  describe('keeps', () => {
    it('one person, stored once, however many first requests come at once', async () => {
      const as = await tokenOf(inject('product'), `member-${randomUUID()}`);
      const answers = await atOnce(8, () => api('GET', '/users/me', { as }));
      expect(statusesOf(answers)).toEqual({ 200: 8 });
      expect(new Set(answers.map(({ body }) => body['UserId'])).size).toBe(1);
      expect(answers[0]?.body).toMatchObject({ Teams: [{ TeamId: 'Public', TeamName: 'Public' }] });
      const events = items(await api('GET', '/users/me/events', { as }));
      expect(events.map(({ Action }) => Action)).toEqual(['provisionPerson']);
    });

    it('R7 the permissions that the role has now', async () => {
      const { roleId } = await aCreatedRole({ Permissions: ['bi.view'] });
      const { token } = await aHolderOf(roleId);
      const { ada } = await people();
      const body = { Permissions: ['bi.fullaccess'] };
      await must(200, api('PATCH', `/roles/${roleId}`, { as: await inMode(ada), body }));
      const answer = await must(200, api('GET', '/users/me', { as: token }));
      expect(answer.body['ActiveRole']).toMatchObject({ Permissions: ['bi.fullaccess'] });
    });

    it('T7 the person to be the person, while a service user is assumed elsewhere', async () => {
      const { linus } = await people();
      const target = await aCreatedServiceUser({ sharedWith: linus });
      await assumedToken(linus, target);
      const answer = await must(200, api('GET', '/users/me', { as: linus.token }));
      expect(answer.body).toMatchObject({ UserId: linus.userId, IsServiceUser: false });
    });
  });
});
