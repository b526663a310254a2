import { readFileSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { ownedResourceItem, resourceItem } from '../../shared/store/resources.ts';
import { api, items, must } from '../support/api.ts';
import { aCreatedServiceUser, productTable } from '../support/created.ts';
import { aResource } from '../support/estate.ts';
import { aMember, asSuperAdmin, people } from '../support/people.ts';
import { gone, remove } from '../support/removed.ts';
import { secretsIn } from '../support/secrets.ts';
import { stored } from '../support/stored.ts';

interface Published {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly source: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What was published of some subjects so far, in order. */
function publishedOf(...subjects: readonly string[]): Published[] {
  const lines = readFileSync(inject('product').events, 'utf8').split('\n').slice(0, -1);
  return lines
    .map((line) => JSON.parse(line) as Published)
    .filter(({ subject }) => subjects.includes(subject));
}

const typesOf = (userId: string) =>
  publishedOf(userId).map(({ type }) => type.replace('com.service-users.', ''));

describe('changes are published', () => {
  it('once stored, in their order, as the audit shows them', async () => {
    const [{ ada }, as] = await Promise.all([people(), asSuperAdmin()]);
    const { userId } = await aCreatedServiceUser();
    await must(200, api('POST', `/users/${userId}/disable`, { as }));
    await must(200, api('POST', `/users/${userId}/enable`, { as }));
    await must(200, api('PATCH', `/users/${userId}`, { as, body: { Description: 'nightly load' } }));
    await expect
      .poll(() => typesOf(userId), { timeout: 10_000 })
      .toEqual(['createUser', 'disableUser', 'enableUser', 'updateUser']);
    const events = items(await api('GET', `/users/${userId}/events`, { as: ada.token })).reverse();
    expect(publishedOf(userId).map(({ data }) => data)).toEqual(events);
    expect(publishedOf(userId).map(({ id }) => id)).toEqual(events.map(({ EventId }) => EventId));
    expect(new Set(publishedOf(userId).map(({ source }) => source))).toEqual(
      new Set([inject('product').api]),
    );
  });

  it('D4 a delete with its receipt last, and each resource with its old and new owner', async () => {
    const [heir, { userId }] = [await aMember(), await aCreatedServiceUser({ disabled: true })];
    const resources = Array.from({ length: 12 }, () => aResource(userId));
    const writes = resources.flatMap((one) => [{ put: resourceItem(one) }, { put: ownedResourceItem(one) }]);
    await stored(await productTable(), ...writes);
    await must(200, remove(userId, heir.userId));
    await gone(userId);
    const ids = resources.map(({ resourceId }) => String(resourceId));
    await expect
      .poll(() => new Set(publishedOf(...ids).map(({ id }) => id)).size, { timeout: 10_000 })
      .toBe(12);
    for (const { type, data } of publishedOf(...ids)) {
      expect(type).toBe('com.service-users.resource.transferred');
      expect(data).toMatchObject({ OwnerId: heir.userId, PreviousOwnerId: userId });
    }
    await expect.poll(() => typesOf(userId).at(-1), { timeout: 10_000 }).toBe('deletionCompleted');
    expect(typesOf(userId)).toEqual(['createUser', 'disableUser', 'deleteUser', 'deletionCompleted']);
    expect(publishedOf(userId).at(-1)?.data['Detail']).toMatchObject({
      transferredTo: heir.userId,
      resources: 12,
    });
  });

  it('A5 without the value of any token', () => {
    expect(secretsIn(readFileSync(inject('product').events, 'utf8'))).toEqual([]);
  });
});
