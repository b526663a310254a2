import { describe, expect, it } from 'vitest';
import { ownedResourceItem, resourceItem } from '../../shared/store/resources.ts';
import { api, field, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { aCreatedServiceUser, actAs, aName, productTable } from '../support/created.ts';
import { aResource } from '../support/estate.ts';
import { overtaken } from '../support/interpose.ts';
import { aHolderOf, aMember, asSuperAdmin, people } from '../support/people.ts';
import { stored } from '../support/stored.ts';
import { gone, leftOf, ownedBy, remove } from '../support/removed.ts';

describe('a delete, with something else at the same time', () => {
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
