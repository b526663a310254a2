import { expect } from 'vitest';
import { ownedRoleKey, roleKey, tagMemberKey } from '../../shared/store/keys.ts';
import { listResources } from '../../shared/store/resourceLists.ts';
import { readRole } from '../../shared/store/roles.ts';
import type { EmbeddedTable } from './embeddedTable.ts';
import { traces, type Estate } from './estate.ts';

/** D4: everything that was owned belongs to the heir, once; D6: nothing of the user is left. */
export async function expectHandedOver(embedded: EmbeddedTable, estate: Estate): Promise<void> {
  const { user, heir, resourceIds, tagIds, roleIds } = estate;
  const { table } = embedded;
  expect(await traces(embedded, user.userId)).toEqual([]);
  const owned = await listResources(table, {
    ownerId: heir.userId,
    resourceType: undefined,
    limit: 2000,
    after: undefined,
  });
  expect(owned.resources.map(({ resourceId }) => resourceId).sort()).toEqual([...resourceIds].sort());
  const memberships = await table.getMany(tagIds.map((tagId) => tagMemberKey(heir.userId, tagId)));
  expect(memberships.map((item) => item?.['accessType'])).toEqual(tagIds.map(() => 'Owner'));
  const roles = (await table.getMany(roleIds.map(roleKey))).map((item) => readRole(item ?? {}).roleManagers);
  expect(roles.map((managers) => managers.filter((id) => id === heir.userId))).toEqual(
    roleIds.map(() => [heir.userId]),
  );
  const marks = await table.getMany(roleIds.map((roleId) => ownedRoleKey(heir.userId, roleId)));
  expect(marks.every((mark) => mark !== undefined)).toBe(true);
}
