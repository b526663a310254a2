import { expect } from 'vitest';
import { expression } from '../../shared/store/expression.ts';
import { userKey } from '../../shared/store/keys.ts';
import { listResources } from '../../shared/store/resourceLists.ts';
import type { Item } from '../../shared/store/table.ts';
import { api, must, type Answer } from './api.ts';
import { productTable } from './created.ts';
import { asSuperAdmin } from './people.ts';

/** Longest time that a test waits for a worker, in milliseconds. */
const patience = 30_000;

/** Deletes a user; by ada in the mode unless another token is given. */
export async function remove(userId: string, transferTo: string, as?: string): Promise<Answer> {
  return await api('DELETE', `/users/${userId}?transferTo=${transferTo}`, {
    as: as ?? (await asSuperAdmin()),
  });
}

/** Waits until the user is unknown; fails the test where that takes too long. */
export async function gone(userId: string): Promise<void> {
  const [as, table] = await Promise.all([asSuperAdmin(), productTable()]);
  await expect.poll(() => table.get(userKey(userId)), { interval: 50, timeout: patience }).toBeUndefined();
  await must(404, api('GET', `/users/${userId}`, { as }));
}

/** What the table still holds of a user in its partition. */
export async function leftOf(userId: string): Promise<readonly Item[]> {
  const table = await productTable();
  return (await table.query({ key: expression`#pk = ${userKey(userId).pk}` })).items;
}

/** Ids of the resources of an owner. */
export async function ownedBy(ownerId: string): Promise<string[]> {
  const table = await productTable();
  const page = { ownerId, resourceType: undefined, limit: 2000, after: undefined };
  return (await listResources(table, page)).resources.map(({ resourceId }) => resourceId);
}
