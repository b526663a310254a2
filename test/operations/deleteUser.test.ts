import { describe, expect, it } from 'vitest';
import type { PersonId } from '../../shared/domain/ids.ts';
import { instant, systemClock } from '../../shared/domain/time.ts';
import { ownedResourceItem, resourceItem } from '../../shared/store/resources.ts';
import { api, field, items, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import {
  aCreatedRole,
  aCreatedServiceUser,
  actAs,
  aName,
  aPlantedServiceUser,
  asServiceUser,
  productTable,
  unknownId,
} from '../support/created.ts';
import { aResource } from '../support/estate.ts';
import { losing, overtaken } from '../support/interpose.ts';
import {
  aHolderOf,
  aMember,
  anAdministrator,
  aSuperAdmin,
  asSuperAdmin,
  inMode,
  people,
} from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { stored } from '../support/stored.ts';
import { gone, leftOf, ownedBy, remove } from '../support/removed.ts';

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

  describe('keeps', () => {
    it('D1, D7 enabling between decision and write refuses the delete; the user stays as it was', async () => {
      const [{ userId }, as, { ada }] = [
        await aCreatedServiceUser({ disabled: true }),
        await asSuperAdmin(),
        await people(),
      ];
      const answer = await overtaken(userId, {
        call: () => remove(userId, ada.userId),
        by: () => must(200, api('POST', `/users/${userId}/enable`, { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'must-be-disabled-first']);
      expect((await api('GET', `/users/${userId}`, { as })).body['Status']).toBe('enabled');
    });

    it('D7 a transfer user disabled between decision and write receives nothing', async () => {
      const [{ userId }, heir, as] = [
        await aCreatedServiceUser({ disabled: true }),
        await aMember(),
        await asSuperAdmin(),
      ];
      const answer = await overtaken(userId, {
        call: () => remove(userId, heir.userId),
        by: () => must(200, api('POST', `/users/${heir.userId}/disable`, { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'transfer-user-unsuitable']);
      expect((await api('GET', `/users/${userId}`, { as })).body['Status']).toBe('disabled');
    });

    it('access that ended between decision and write deletes nothing', async () => {
      const sharedWith = await aMember();
      const { userId } = await aCreatedServiceUser({ sharedWith, disabled: true });
      const [{ ada }, as] = [await people(), await asSuperAdmin()];
      const answer = await overtaken(userId, {
        call: () => remove(userId, ada.userId, sharedWith.token),
        by: () => must(200, api('DELETE', `/users/${userId}/shares/users/${sharedWith.userId}`, { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'not-allowed']);
      await must(200, api('GET', `/users/${userId}`, { as }));
    });

    it('D7 of enabling and deleting at once exactly one happens', async () => {
      const [as, { ada }] = [await asSuperAdmin(), await people()];
      for (let round = 0; round < 4; round += 1) {
        const { userId } = await aCreatedServiceUser({ disabled: true });
        const [enabled, removed] = await Promise.all([
          api('POST', `/users/${userId}/enable`, { as }),
          remove(userId, ada.userId),
        ]);
        const outcome = [enabled.status === 200, removed.status === 200 || removed.status === 202];
        expect(outcome.filter(Boolean), `${enabled.text} ${removed.text}`).toHaveLength(1);
        const { status, body } = await api('GET', `/users/${userId}`, { as });
        expect(outcome[0] ? body['Status'] : status).toBe(outcome[0] ? 'enabled' : 404);
      }
    });

    it('D5 16 calls at once make one delete with one receipt', async () => {
      const [{ userId }, heir, as] = [
        await aCreatedServiceUser({ disabled: true }),
        await aMember(),
        await asSuperAdmin(),
      ];
      const resources = Array.from({ length: 40 }, () => aResource(userId));
      await stored(
        await productTable(),
        ...resources.flatMap((one) => [{ put: resourceItem(one) }, { put: ownedResourceItem(one) }]),
      );
      const answers = await atOnce(16, () => remove(userId, heir.userId, as));
      expect(
        Object.keys(statusesOf(answers)).filter((status) => !['200', '202', '404'].includes(status)),
      ).toEqual([]);
      await gone(userId);
      expect((await ownedBy(heir.userId)).sort()).toEqual(
        resources.map(({ resourceId }) => resourceId).sort(),
      );
      expect(await leftOf(userId)).toEqual([]);
      const receipts = answers.filter(({ status }) => status === 200).map(({ body }) => body);
      expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBeLessThanOrEqual(1);
      for (const receipt of receipts) expect(receipt).toMatchObject({ Resources: 40 });
    });

    it(
      'D4 1,000 resources move within 30 s, and belong to one person each',
      { timeout: 60_000 },
      async () => {
        const [{ userId }, heir] = [await aCreatedServiceUser({ disabled: true }), await aMember()];
        const resources = Array.from({ length: 1000 }, () => aResource(userId));
        await stored(
          await productTable(),
          ...resources.flatMap((one) => [{ put: resourceItem(one) }, { put: ownedResourceItem(one) }]),
        );
        const begin = performance.now();
        await must(202, remove(userId, heir.userId));
        await gone(userId);
        expect(performance.now() - begin).toBeLessThan(30_000);
        expect(await ownedBy(heir.userId)).toHaveLength(1000);
      },
    );
  });

  describe('lets nothing come to a user who is being deleted', () => {
    it.each([
      [
        'a change',
        (userId: string) => ({ method: 'PATCH', path: `/users/${userId}`, body: { Description: 'x' } }),
      ],
      ['a role', (userId: string) => ({ method: 'PUT', path: `/users/${userId}/roles/SystemRole-Managers` })],
      [
        'a token',
        (userId: string) => ({ method: 'POST', path: `/users/${userId}/tokens`, body: { Name: 'nightly' } }),
      ],
      [
        'an auth token',
        (userId: string) => ({ method: 'POST', path: `/users/${userId}/auth-token`, body: {} }),
      ],
      [
        'a role to manage',
        (userId: string) => ({
          method: 'POST',
          path: '/roles',
          body: { RoleName: aName('role'), Permissions: [], RoleManagers: [userId] },
        }),
      ],
    ])('D7 not %s that was decided before', async (_, callOn) => {
      const { userId } = await aCreatedServiceUser();
      const [as, { grace }] = [await asSuperAdmin(), await people()];
      const { method, path, ...body } = callOn(userId);
      const answer = await overtaken(userId, {
        call: () => api(method, path, { as, ...body }),
        by: () => disabledAndGone(userId, grace.userId, as),
      });
      expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(await leftOf(userId)).toEqual([]);
    });

    it('D7 not a share', async () => {
      const [{ userId }, grantee, as, { grace }] = [
        await aCreatedServiceUser(),
        await aMember(),
        await asSuperAdmin(),
        await people(),
      ];
      const path = `/users/${userId}/shares/users/${grantee.userId}`;
      const answer = await overtaken(userId, {
        call: () => api('PUT', path, { as, body: { AccessType: 'Owner' } }),
        by: () => disabledAndGone(userId, grace.userId, as),
      });
      expect([404, 409]).toContain(answer.status);
      expect(await leftOf(userId)).toEqual([]);
    });

    it('D7 not a tag, and not a resource of its own', async () => {
      const holder = await aHolderOf('SystemRole-Managers');
      const body = { TagKey: 'team', TagValue: aName('tag') };
      const tagId = field(await must(201, api('POST', '/tags', { as: holder.token, body })), 'TagId');
      const [acting, as, { grace }] = [
        await actAs({ Role: 'Manager' }),
        await asSuperAdmin(),
        await people(),
      ];
      const { userId } = acting;
      const created = await overtaken(userId, {
        call: () => api('POST', '/resources', { ...acting, body: { ResourceType: 'table', Name: 'late' } }),
        by: () => disabledAndGone(userId, grace.userId, as),
      });
      expect([401, 403, 409]).toContain(created.status);
      expect(await leftOf(userId)).toEqual([]);
      const other = await aCreatedServiceUser();
      const tagged = await overtaken(other.userId, {
        call: () => api('PUT', `/tags/${tagId}/users/${other.userId}`, { as, body: { AccessType: 'Owner' } }),
        by: () => disabledAndGone(other.userId, grace.userId, as),
      });
      expect([404, 409]).toContain(tagged.status);
      expect(await leftOf(other.userId)).toEqual([]);
    });
  });
});

async function disabledAndGone(userId: string, heirId: string, as: string): Promise<void> {
  await must(200, api('POST', `/users/${userId}/disable`, { as }));
  await must(200, remove(userId, heirId, as));
}

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
