import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import {
  aCreatedServiceUser,
  asServiceUser,
  assumedToken,
  productTable,
  unknownId,
} from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aMember, anAdministrator, aSuperAdmin, asSuperAdmin, enterMode, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aPersonalToken, aServiceToken, statusBy } from '../support/tokens.ts';
import { expression } from '../../shared/store/expression.ts';
import { userKey } from '../../shared/store/keys.ts';

const signOut = (userId: string, as: string) => api('POST', `/users/${userId}/sign-out`, { as });

describe('signOutUser', () => {
  describe('answers', () => {
    it('L2 nothing, and ends sign-in, mode and personal access token of the person', async () => {
      const boss = await aSuperAdmin();
      const mode = await enterMode(boss.token);
      const { value } = await aPersonalToken(boss);
      expect([await statusBy(boss.token), await statusBy(mode), await statusBy(value)]).toEqual([
        200, 200, 200,
      ]);
      await must(204, signOut('me', boss.token));
      expect([await statusBy(boss.token), await statusBy(mode), await statusBy(value)]).toEqual([
        401, 401, 401,
      ]);
    });

    it('L2 nothing, and ends what the person assumed, but not the service user', async () => {
      const member = await aMember();
      const target = await aCreatedServiceUser({ sharedWith: member });
      const { value } = await aServiceToken({}, target);
      const assumed = await assumedToken(member, target);
      await must(200, api('GET', '/users/me', { assumed }));
      await must(204, signOut(member.userId, member.token));
      await must(401, api('GET', '/users/me', { assumed }));
      expect(await statusBy(value)).toBe(200);
    });

    it('L2 nothing to users.manage and the mode, for anybody', async () => {
      for (const as of [(await anAdministrator()).token, await asSuperAdmin()]) {
        const target = await aMember();
        await must(204, signOut(target.userId, as));
        expect(await statusBy(target.token)).toBe(401);
      }
    });

    it('403 to another member', async () => {
      const target = await aMember();
      await must(403, signOut(target.userId, (await people()).linus.token));
      expect(await statusBy(target.token)).toBe(200);
    });
  });

  refuses('signOutUser', {
    'not-for-service-users': [
      403,
      'a service user signs nobody out, not even itself',
      async () => await api('POST', '/users/me/sign-out', await asServiceUser()),
    ],
    'user-not-found': [
      404,
      'I9 an unknown person',
      async () => await signOut(unknownId.person, await asSuperAdmin()),
    ],
    'service-user-sign-out': [
      409,
      'L2 a service user, which is disabled instead',
      async () => await signOut((await aCreatedServiceUser()).userId, (await people()).ada.token),
    ],
    'user-deleting': [
      409,
      'a person who is being deleted',
      async () => {
        const { userId } = await aMember();
        const table = await productTable();
        const deleting = expression`SET #status = ${'deleting'}`;
        await table.update(userKey(userId), deleting, expression`attribute_exists(#pk)`);
        return await signOut(userId, await asSuperAdmin());
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const { userId } = await aMember();
        const as = await asSuperAdmin();
        return await losing(userId, () => signOut(userId, as));
      },
    ],
  });

  describe('keeps', () => {
    it('L2 the personal access tokens as revoked, to be restored one by one', async () => {
      const boss = await aSuperAdmin();
      const { tokenId, value } = await aPersonalToken(boss);
      await must(204, signOut('me', boss.token));
      const { ada } = await people();
      const events = items(await api('GET', `/users/${boss.userId}/events`, { as: await asSuperAdmin() }));
      expect(events[0]).toMatchObject({ Action: 'signOutUser', ActorId: boss.userId });
      expect(await statusBy(value)).toBe(401);
      await must(403, api('POST', `/users/${boss.userId}/tokens/${tokenId}/restore`, { as: ada.token }));
    });

    it('every sign-out of 8 at once', async () => {
      const target = await aMember();
      const as = await asSuperAdmin();
      const answers = await atOnce(8, () => signOut(target.userId, as));
      expect(new Set(Object.keys(statusesOf(answers)))).toSatisfy((found: Set<string>) =>
        found.isSubsetOf(new Set(['204', '409'])),
      );
      expect(await statusBy(target.token)).toBe(401);
      expect(field(await api('GET', `/users/${target.userId}`, { as }), 'Status')).toBe('enabled');
    });
  });
});
