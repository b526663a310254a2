import { describe, expect, it } from 'vitest';
import type { PersonId } from '../../shared/domain/ids.ts';
import { instant, systemClock } from '../../shared/domain/time.ts';
import { queryAudit, readAudit } from '../../shared/store/audit.ts';
import { ownedResourceItem, resourceItem } from '../../shared/store/resources.ts';
import { api, field, items, must } from '../support/api.ts';
import {
  aCreatedRole,
  aCreatedServiceUser,
  actAs,
  aPlantedServiceUser,
  asServiceUser,
  productTable,
  unknownId,
} from '../support/created.ts';
import { aResource } from '../support/estate.ts';
import { losing } from '../support/interpose.ts';
import { aMember, anAdministrator, aSuperAdmin, asSuperAdmin, inMode, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { stored } from '../support/stored.ts';
import { gone, leftOf, ownedBy, remove } from '../support/removed.ts';
import { aPersonalToken } from '../support/tokens.ts';

describe('deleteUser', () => {
  describe('answers', () => {
    it('D4, D6 a short transfer with its receipt; the id is unknown and the name free from then on', async () => {
      const [heir, acting] = [await aMember(), await actAs({ Role: 'Manager' })];
      const body = { ResourceType: 'table', Name: 'sales' };
      const resource = field(await must(201, api('POST', '/resources', { ...acting, body })), 'ResourceId');
      const { roleId } = await aCreatedRole({ RoleManagers: [acting.userId] });
      const as = await asSuperAdmin();
      const { UserName } = (await api('GET', `/users/${acting.userId}`, { as })).body;
      await must(200, api('POST', `/users/${acting.userId}/disable`, { as }));
      const answer = await must(200, remove(acting.userId, heir.userId));
      expect(answer.body).toEqual({
        UserId: acting.userId,
        TransferredTo: heir.userId,
        Resources: 1,
        Tags: 0,
        Roles: 1,
        StartedAt: expect.any(String),
        CompletedAt: expect.any(String),
      });
      await must(404, api('GET', `/users/${acting.userId}`, { as }));
      expect((await api('GET', `/resources/${resource}`, { as })).body['OwnerId']).toBe(heir.userId);
      expect((await api('GET', `/roles/${roleId}`, { as })).body['RoleManagers']).toEqual([heir.userId]);
      expect(await leftOf(acting.userId)).toEqual([]);
      const Name = String(UserName).replace('@service', '');
      const next = await must(201, api('POST', '/users', { as, body: { Name } }));
      expect(next.body).toMatchObject({ UserName });
      expect(next.body['UserId']).not.toBe(acting.userId);
    });

    it('D4, D5 a long transfer with 202 and its progress, which a worker finishes', async () => {
      const [heir, target] = [await aMember(), await aCreatedServiceUser({ disabled: true })];
      const resources = Array.from({ length: 250 }, () => aResource(target.userId));
      const table = await productTable();
      await stored(
        table,
        ...resources.flatMap((one) => [{ put: resourceItem(one) }, { put: ownedResourceItem(one) }]),
      );
      const answer = await must(202, remove(target.userId, heir.userId));
      expect(answer.body).toMatchObject({
        UserId: target.userId,
        Status: 'deleting',
        Deletion: { TransferTo: heir.userId, Transferred: 0, Remaining: 250 },
      });
      await gone(target.userId);
      expect(await leftOf(target.userId)).toEqual([]);
      expect((await ownedBy(heir.userId)).sort()).toEqual(
        resources.map(({ resourceId }) => resourceId).sort(),
      );
    });

    it('H1 to whoever the service user is shared with', async () => {
      const sharedWith = await aMember();
      const target = await aCreatedServiceUser({ sharedWith, disabled: true });
      const { ada } = await people();
      await must(200, remove(target.userId, ada.userId, sharedWith.token));
    });

    it('D12 persons too, to users.manage: their token is dead, they are no Super-Admin, nothing is left', async () => {
      const [admin, boss, heir] = [await anAdministrator(), await aSuperAdmin(), await aMember()];
      const as = await inMode(boss);
      await must(200, api('POST', `/users/${boss.userId}/disable`, { as: await asSuperAdmin() }));
      await must(200, remove(boss.userId, heir.userId, admin.token));
      await must(404, api('GET', `/users/${boss.userId}`, { as: admin.token }));
      await must(401, api('GET', '/users/me', { as: boss.token }));
      await must(401, api('GET', '/users/me', { as }));
      const members = items(await api('GET', '/super-admins', { as: await asSuperAdmin() }));
      expect(members.map(({ UserId }) => UserId)).not.toContain(boss.userId);
      expect(await leftOf(boss.userId)).toEqual([]);
    });

    it('records the token by which it was asked for, at the beginning and at the end', async () => {
      const [target, heir] = [await aCreatedServiceUser({ disabled: true }), await aMember()];
      const { tokenId, value } = await aPersonalToken(target.owner);
      await must(200, remove(target.userId, heir.userId, value));
      const page = { targetId: target.userId, limit: 2, after: undefined };
      const { items: trail } = await queryAudit(await productTable(), page);
      expect(trail.map(readAudit)).toMatchObject([
        { action: 'deletionCompleted', actorId: target.owner.userId, tokenId },
        { action: 'deleteUser', actorId: target.owner.userId, tokenId },
      ]);
    });

    it('D5 the same call again goes on with a delete that stopped', async () => {
      const heir = await aMember();
      const { userId } = await aStoppedDelete(heir.userId);
      await must(200, remove(userId, heir.userId));
      await must(404, remove(userId, heir.userId));
    });

    it('D7 another transfer user takes the rest where the first one was disabled', async () => {
      const [first, second, as] = [await aMember(), await aMember(), await asSuperAdmin()];
      const { userId } = await aStoppedDelete(first.userId);
      await must(200, api('POST', `/users/${first.userId}/disable`, { as }));
      const answer = await must(200, remove(userId, second.userId));
      expect(answer.body['TransferredTo']).toBe(second.userId);
    });

    it('refuses who has no access, whatever the state of the user', async () => {
      const [{ linus, ada }, admin] = await Promise.all([people(), anAdministrator()]);
      const target = await aCreatedServiceUser();
      for (const as of [linus.token, admin.token]) {
        const answer = await must(403, remove(target.userId, ada.userId, as));
        expect(answer.body['code']).toBe('not-allowed');
      }
    });
  });

  refuses('deleteUser', {
    'not-for-service-users': [
      403,
      'a service user deletes nobody, not even itself',
      async () => {
        const [acting, { ada }] = await Promise.all([asServiceUser(), people()]);
        return await api('DELETE', `/users/${acting.userId}?transferTo=${ada.userId}`, acting);
      },
    ],
    'must-be-disabled-first': [
      403,
      'D1 an enabled user, also for Super-Admin, also without a transfer user',
      async () => {
        const target = await aCreatedServiceUser();
        return await api('DELETE', `/users/${target.userId}`, { as: await asSuperAdmin() });
      },
    ],
    'transfer-user-unsuitable': [
      403,
      'D3 a service user as transfer user',
      async () => {
        const target = await aCreatedServiceUser({ disabled: true });
        return await remove(target.userId, (await asServiceUser()).userId);
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown id is 404, whatever the transfer user',
      async () => await remove(unknownId.serviceUser, unknownId.person),
    ],
    'transfer-user-missing': [
      400,
      'D2 without a transfer user',
      async () => {
        const target = await aCreatedServiceUser({ disabled: true });
        return await api('DELETE', `/users/${target.userId}`, { as: await asSuperAdmin() });
      },
    ],
    'user-deleting': [
      409,
      'D7 another transfer user while the first one is suitable',
      async () => {
        const [first, second] = [await aMember(), await aMember()];
        const { userId } = await aStoppedDelete(first.userId);
        return await remove(userId, second.userId);
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const { userId } = await aCreatedServiceUser({ disabled: true });
        const { ada } = await people();
        return await losing(userId, () => remove(userId, ada.userId));
      },
    ],
  });

  describe('D3 refuses as transfer user', () => {
    it.each([
      ['an unknown person', async () => unknownId.person],
      ['an unknown service user', async () => unknownId.serviceUser],
      ['what is no id', async () => 'ada'],
      ['me', async () => 'me'],
      ['somebody who is disabled', async () => (await aDisabledMember()).userId],
      ['the user itself', async (userId: string) => userId],
      [
        'two at once',
        async () => `${(await people()).ada.userId}&transferTo=${(await people()).linus.userId}`,
      ],
    ])('D3 %s', async (_, named) => {
      const { userId } = await aCreatedServiceUser({ disabled: true });
      const answer = await must(403, remove(userId, await named(userId)));
      expect(answer.body['code']).toBe('transfer-user-unsuitable');
    });

    it('D2 nobody: an empty name is none', async () => {
      const { userId } = await aCreatedServiceUser({ disabled: true });
      const answer = await must(400, remove(userId, ''));
      expect(answer.body['code']).toBe('transfer-user-missing');
    });

    it('D3 the person who is to be deleted', async () => {
      const target = await aDisabledMember();
      await must(403, remove(target.userId, target.userId));
    });
  });
});

async function aDisabledMember() {
  const [member, as] = await Promise.all([aMember(), asSuperAdmin()]);
  await must(200, api('POST', `/users/${member.userId}/disable`, { as }));
  return member;
}

/** A user whose delete began and of which nothing is heard any more: the request that began it is gone. */
async function aStoppedDelete(heirId: string) {
  const startedBy = { actorId: heirId, roleId: 'Super-Admin', requestId: 'gone', sourceIp: '127.0.0.1' };
  const counts = { total: 0, resources: 0, tags: 0, roles: 0 };
  const held = { heldBy: 'gone', heldUntil: instant(0) };
  const transferTo = heirId as PersonId;
  return await aPlantedServiceUser({
    status: 'deleting',
    deletion: { transferTo, startedAt: systemClock(), startedBy, ...counts, ...held },
  });
}
