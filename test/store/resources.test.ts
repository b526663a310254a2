import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { ownedResourceKey, resourceKey, resourceUserShareKey } from '../../shared/store/keys.ts';
import { removeSharesOfResource } from '../../shared/store/orphans.ts';
import { listResources, type ResourceQuery } from '../../shared/store/resourceLists.ts';
import {
  checkOwner,
  checkResource,
  getResource,
  ownedResourceItem,
  putNewResource,
  removeResource,
  resourceItem,
  type Resource,
} from '../../shared/store/resources.ts';
import { putShare } from '../../shared/store/shares.ts';
import type { Table } from '../../shared/store/table.ts';
import { aPerson } from '../support/aPerson.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

const lost = [{ index: 0, reason: 'condition' }];

function aResource(given: Partial<Resource> = {}): Resource {
  return {
    resourceId: newId('resource'),
    resourceType: 'notebook',
    name: 'Churn',
    externalId: undefined,
    ownerId: aPerson().userId,
    createdAt: instant(5),
    version: 1,
    ...given,
  };
}

describe('a resource', () => {
  let table: Table;
  beforeAll(async () => {
    ({ table } = await embeddedTable());
  });

  it('comes back as it was stored, with what owning it is read by', async () => {
    for (const resource of [aResource(), aResource({ externalId: 'arn:aws:s3:::x' })]) {
      await stored(table, ...putNewResource(resource));
      expect(await getResource(table, resource.resourceId)).toEqual(resource);
      const { ownerId, resourceId } = resource;
      expect(await table.get(ownedResourceKey(ownerId, resourceId))).toMatchObject({
        resourceId,
        resourceType: 'notebook',
      });
    }
  });

  it('goes with its owner’s mark, once, and not where its owner changed meanwhile', async () => {
    const resource = aResource();
    const { ownerId, resourceId } = resource;
    await stored(table, ...putNewResource(resource));
    const moved = { ...resource, ownerId: aPerson().userId, version: 2 };
    await stored(table, { put: resourceItem(moved) }, { put: ownedResourceItem(moved) });
    expect(await table.transact(removeResource(resource))).toEqual(lost);
    await stored(table, { remove: ownedResourceKey(ownerId, resourceId) }, ...removeResource(moved));
    expect(
      await table.getMany([resourceKey(resourceId), ownedResourceKey(moved.ownerId, resourceId)]),
    ).toEqual([undefined, undefined]);
  });

  it('is there, and owned, as conditions of a write', async () => {
    const resource = aResource();
    const { ownerId, resourceId } = resource;
    expect(await table.transact([checkResource(resourceId)])).toEqual(lost);
    await stored(table, ...putNewResource(resource));
    await stored(table, checkResource(resourceId));
    await stored(table, checkOwner(resourceId, ownerId));
    expect(await table.transact([checkOwner(resourceId, aPerson().userId)])).toEqual(lost);
  });

  it('leaves no share when it is gone; those of others stay', async () => {
    const [gone, kept] = [aResource(), aResource()];
    const persons = Array.from({ length: 120 }, () => aPerson().userId);
    const share = (of: Resource, granteeId: string) =>
      putShare(
        { kind: 'resource', id: of.resourceId },
        { granteeType: 'user', granteeId, accessType: 'Editor', createdAt: instant(5), createdBy: 'usr_x' },
      );
    await stored(table, ...persons.flatMap((id) => [share(gone, id), share(kept, id)]));
    for (let time = 0; time < 2; time += 1) await removeSharesOfResource(table, gone.resourceId);
    const left = async ({ resourceId }: Resource) => {
      const items = await table.getMany(
        persons.slice(0, 100).map((id) => resourceUserShareKey(resourceId, id)),
      );
      return items.filter((item) => item !== undefined).length;
    };
    expect([await left(gone), await left(kept)]).toEqual([0, 100]);
  });
});

describe('lists of resources', () => {
  const [ada, linus] = [aPerson().userId, aPerson().userId];
  const all = Array.from({ length: 60 }, (_, at) =>
    aResource({
      ownerId: at % 3 === 0 ? linus : ada,
      resourceType: at % 2 === 0 ? 'notebook' : 'notebook.v2',
    }),
  ).sort((one, other) => (one.resourceId < other.resourceId ? -1 : 1));
  let table: Table;
  beforeAll(async () => {
    ({ table } = await embeddedTable());
    await stored(table, ...all.flatMap(putNewResource));
  });

  /** Ids on each page. */
  async function pages(query: Partial<ResourceQuery> & { limit: number }): Promise<string[][]> {
    const found: string[][] = [];
    let after: string | undefined;
    do {
      const asked = { ownerId: undefined, resourceType: undefined, ...query, after };
      const page = await listResources(table, asked);
      found.push(page.resources.map(({ resourceId }) => resourceId));
      after = page.next;
    } while (after !== undefined);
    return found;
  }

  const filters: Partial<ResourceQuery>[] = [
    {},
    { resourceType: 'notebook' },
    { ownerId: ada },
    { ownerId: linus, resourceType: 'notebook.v2' },
    { ownerId: aPerson().userId },
    { resourceType: 'note' },
  ];

  it.each(filters.flatMap((filter) => [1, 7, 20, 200].map((limit) => ({ ...filter, limit }))))(
    'V4 are whole, in order and in full pages: %j',
    async ({ limit, ...filter }) => {
      const wanted = all.filter(
        ({ ownerId, resourceType }) =>
          (filter.ownerId ?? ownerId) === ownerId && (filter.resourceType ?? resourceType) === resourceType,
      );
      const found = await pages({ ...filter, limit });
      expect(found.flat()).toEqual(wanted.map(({ resourceId }) => resourceId));
      expect(found.slice(0, -1).every(({ length }) => length === limit)).toBe(true);
      expect(found).toHaveLength(Math.max(1, Math.ceil(wanted.length / limit)));
    },
  );

  it('of one owner leave out what has moved to another, and stay full', async () => {
    const { table: own } = await embeddedTable();
    const owned = Array.from({ length: 9 }, () => aResource({ ownerId: ada })).sort((one, other) =>
      one.resourceId < other.resourceId ? -1 : 1,
    );
    await stored(own, ...owned.flatMap(putNewResource));
    await stored(
      own,
      ...owned.slice(0, 4).map((resource) => ({ put: resourceItem({ ...resource, ownerId: linus }) })),
    );
    const page = await listResources(own, {
      ownerId: ada,
      resourceType: undefined,
      limit: 5,
      after: undefined,
    });
    expect(page.resources.map(({ resourceId }) => resourceId)).toEqual(
      owned.slice(4).map(({ resourceId }) => resourceId),
    );
  });

  it.each([{}, { resourceType: 'job' }, { ownerId: ada }])(
    'cost a page the same, however many there are: %j',
    async (filter) => {
      const { table: own, usage } = await embeddedTable();
      const cost = async () => {
        usage.take();
        const query = { ownerId: undefined, resourceType: undefined, ...filter, limit: 20, after: undefined };
        const { resources } = await listResources(own, query);
        expect(resources).toHaveLength(20);
        const { readUnits, calls } = usage.take();
        return { readUnits, calls };
      };
      const add = (count: number) =>
        stored(
          own,
          ...Array.from({ length: count }, () => aResource({ ownerId: ada, resourceType: 'job' })).flatMap(
            putNewResource,
          ),
        );
      await add(200);
      const few = await cost();
      await add(1000);
      const many = await cost();
      // How the newest fall into the partitions of the list is chance; the number of them does not count.
      expect(many.readUnits).toBeLessThanOrEqual(few.readUnits + 4);
      expect(many.calls).toBeLessThanOrEqual(few.calls + 4);
    },
  );
});
