import { describe, expect, it } from 'vitest';
import { ownedResourceItem, resourceItem } from '../../shared/store/resources.ts';
import { api, must } from '../support/api.ts';
import { aCreatedServiceUser, productTable, unknownId } from '../support/created.ts';
import { aResource } from '../support/estate.ts';
import { aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { gone, remove } from '../support/removed.ts';
import { stored } from '../support/stored.ts';

const deletionOf = async (userId: string, as: string) =>
  await api('GET', `/users/${userId}/deletion`, { as });

async function owning(resources: number): Promise<string> {
  const [{ userId }, table] = await Promise.all([aCreatedServiceUser({ disabled: true }), productTable()]);
  const owned = Array.from({ length: resources }, () => aResource(userId));
  await stored(
    table,
    ...owned.flatMap((one) => [{ put: resourceItem(one) }, { put: ownedResourceItem(one) }]),
  );
  return userId;
}

describe('getDeletion', () => {
  describe('answers', () => {
    it('D4, D5 how far a long transfer is while a worker is at it, and the receipt when the user is gone', async () => {
      const [heir, { ada, linus }, userId] = await Promise.all([aMember(), people(), owning(250)]);
      const begun = await must(202, remove(userId, heir.userId));
      const first = await must(200, deletionOf(userId, linus.token));
      expect(first.body).toMatchObject({ UserId: userId, TransferTo: heir.userId, StartedBy: ada.userId });
      expect(Number(first.body['Resources']) + Number(first.body['Remaining'])).toBe(250);
      await gone(userId);
      const { Deletion } = begun.body as { Deletion: { StartedAt: string } };
      const receipt = await must(200, deletionOf(userId, heir.token));
      expect(receipt.body).toEqual({
        UserId: userId,
        State: 'completed',
        TransferTo: heir.userId,
        Resources: 250,
        Tags: 0,
        Roles: 0,
        Remaining: 0,
        StartedBy: ada.userId,
        StartedAt: Deletion.StartedAt,
        CompletedAt: expect.any(String),
      });
    });

    it('D6 of a short transfer too; the user itself stays unknown', async () => {
      const [heir, userId] = await Promise.all([aMember(), owning(2)]);
      const { body } = await must(200, remove(userId, heir.userId));
      const receipt = await must(200, deletionOf(userId, heir.token));
      expect(receipt.body).toMatchObject({
        State: 'completed',
        Resources: 2,
        CompletedAt: body['CompletedAt'],
      });
      await must(404, api('GET', `/users/${userId}`, { as: heir.token }));
    });
  });

  refuses('getDeletion', {
    'deletion-not-found': [
      404,
      'a user whom nobody deletes',
      async () => deletionOf((await aCreatedServiceUser()).userId, await asSuperAdmin()),
    ],
    'user-not-found': [
      404,
      'I9 an id that was never anybody`s',
      async () => deletionOf(unknownId.serviceUser, await asSuperAdmin()),
    ],
  });
});
