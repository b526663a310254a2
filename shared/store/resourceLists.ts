import { expression, type Expression } from './expression.ts';
import { stringAt } from './fields.ts';
import { ownedResourceKey, ownedResourcePrefix, resourceKey, resourceShards, resourcesList } from './keys.ts';
import { mergeSorted, type Sorted } from './merge.ts';
import { readResource, typedPosition, type Resource } from './resources.ts';
import type { Item, Table } from './table.ts';

/** Which resources, and where the page begins. Positions are ids, which are sorted by time. */
export interface ResourceQuery {
  readonly ownerId: string | undefined;
  readonly resourceType: string | undefined;
  readonly limit: number;
  readonly after: string | undefined;
}

/** One page of resources, oldest first. */
export interface ResourcePage {
  readonly resources: Resource[];
  readonly next: string | undefined;
}

/** Lists the resources of one owner, from consistent reads, or of all owners, from an index. */
export async function listResources(table: Table, query: ResourceQuery): Promise<ResourcePage> {
  return query.ownerId === undefined
    ? await listAll(table, query)
    : await listOwned(table, { ...query, ownerId: query.ownerId });
}

async function listAll(table: Table, query: ResourceQuery): Promise<ResourcePage> {
  const shards = Array.from({ length: resourceShards }, (_, shard) => shardRows(table, shard, query));
  const resources: Resource[] = [];
  for await (const { row } of mergeSorted(shards, false)) {
    if (resources.length === query.limit) return page(resources);
    resources.push(readResource(row));
  }
  return { resources, next: undefined };
}

function page(resources: Resource[]): ResourcePage {
  return { resources, next: resources.at(-1)?.resourceId };
}

/** The resources of one shard by id, read about as far as a page needs. */
async function* shardRows(
  table: Table,
  shard: number,
  { resourceType, limit, after }: ResourceQuery,
): AsyncGenerator<Sorted<Item>, void> {
  const partition = expression`#listPk = ${resourcesList(shard)}`;
  let startAfter: Item | undefined;
  do {
    const found = await table.query({
      ...range(partition, resourceType, after),
      limit: Math.ceil(limit / resourceShards) + 4,
      startAfter,
    });
    for (const row of found.items) yield { key: stringAt(row, 'resourceId'), row };
    startAfter = found.next;
  } while (startAfter !== undefined);
}

function range(
  partition: Expression,
  type: string | undefined,
  after: string | undefined,
): { readonly index: 'byName' | 'byCreated'; readonly key: Expression } {
  if (type === undefined) {
    const key = after === undefined ? partition : expression`${partition} AND #byName > ${after}`;
    return { index: 'byName', key };
  }
  const from = typedPosition(type, after === undefined ? '' : `${after}!`);
  return {
    index: 'byCreated',
    key: expression`${partition} AND #byCreated BETWEEN ${from} AND ${typedPosition(type, '~')}`,
  };
}

/** What moved to another owner between the two reads is left out, and the page filled up. */
async function listOwned(table: Table, query: ResourceQuery & { ownerId: string }): Promise<ResourcePage> {
  const resources: Resource[] = [];
  let after = query.after;
  for (;;) {
    const found = await ownedIds(table, { ...query, after, limit: query.limit + 1 - resources.length });
    const read = await readMany(table, found.ids);
    resources.push(...read.filter(({ ownerId }) => ownerId === query.ownerId));
    if (resources.length > query.limit) return page(resources.slice(0, query.limit));
    if (found.next === undefined) return { resources, next: undefined };
    after = found.next;
  }
}

/** Ids in the owner's partition; `next` is where the query came to, if there may be more. */
async function ownedIds(
  table: Table,
  { ownerId, resourceType, limit, after }: ResourceQuery & { ownerId: string },
): Promise<{ ids: string[]; next: string | undefined }> {
  const { pk } = ownedResourceKey(ownerId, '');
  const from = `${ownedResourcePrefix}${after === undefined ? '' : `${after}!`}`;
  const found = await table.query({
    key: expression`#pk = ${pk} AND #sk BETWEEN ${from} AND ${`${ownedResourcePrefix}~`}`,
    ...(resourceType === undefined ? { limit } : { filter: expression`#resourceType = ${resourceType}` }),
  });
  const ids = found.items.map((item) => stringAt(item, 'resourceId')).slice(0, limit);
  return { ids, next: positionAfter(found, ids) };
}

/** Behind the last id that is returned; where none is but more were passed over, behind those. */
function positionAfter(
  found: { readonly items: readonly Item[]; readonly next: Item | undefined },
  ids: readonly string[],
): string | undefined {
  if (ids.length < found.items.length) return ids.at(-1);
  return found.next === undefined ? undefined : stringAt(found.next, 'sk').slice(ownedResourcePrefix.length);
}

async function readMany(table: Table, ids: readonly string[]): Promise<Resource[]> {
  const resources: Resource[] = [];
  for (let at = 0; at < ids.length; at += 100) {
    const items = await table.getMany(ids.slice(at, at + 100).map(resourceKey));
    resources.push(...items.flatMap((item) => (item === undefined ? [] : [readResource(item)])));
  }
  return resources;
}
