import type { Instant } from '../domain/time.ts';
import type { Deletion, User } from '../domain/user.ts';
import { expression } from './expression.ts';
import { stringAt } from './fields.ts';
import {
  ownedResourceKey,
  ownedResourcePrefix,
  ownedRoleKey,
  ownedRolePrefix,
  resourceKey,
  tagMemberKey,
  userKey,
} from './keys.ts';
import { ownedTags } from './ownedTags.ts';
import { ownedResourceItem, readResource, type Resource } from './resources.ts';
import { changeRole, getRole, type StoredRole } from './roles.ts';
import type { Item, Query, Table, Write } from './table.ts';
import { checkTag, existingTags, putTagMember, readTagMember, type TagMember } from './tags.ts';

/** One transaction's worth of a delete, and what it counts as. */
export interface Batch {
  readonly writes: readonly Write[];
  readonly moved: Partial<Record<'resources' | 'tags' | 'roles', number>>;
  /** Whether it gives something to the transfer user, who must be enabled then (D7). */
  readonly gives: boolean;
}

/** A user whose delete has begun. */
export type DeletingUser = User & { readonly deletion: Deletion };

/** Things per batch: three writes each, with two for the users, stay below the 100 of a transaction. */
const perBatch = 30;

type Finder = (table: Table, user: DeletingUser, now: Instant) => Promise<Batch | undefined>;

/**
 * What of a user has to be handed over, batch by batch, by consistent reads of its partition; each batch has to be stored before
 * the next is asked for. Nothing is remembered between them, so it begins anywhere.
 */
export async function* handOver(table: Table, user: DeletingUser, now: Instant): AsyncGenerator<Batch, void> {
  for (const find of [resourceBatch, tagBatch, roleBatch] satisfies Finder[]) {
    for (
      let batch = await find(table, user, now);
      batch !== undefined;
      batch = await find(table, user, now)
    ) {
      yield batch;
    }
  }
}

/** How much there is to hand over. */
export async function countOwned(table: Table, userId: string): Promise<number> {
  const counts = [
    underPrefix(userId, ownedResourcePrefix),
    underPrefix(userId, ownedRolePrefix),
    ownedTags(userId),
  ].map((query) => table.count(query));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

function underPrefix(userId: string, prefix: string): Query {
  return { key: expression`#pk = ${userKey(userId).pk} AND begins_with(#sk, ${prefix})` };
}

/** D4: each resource changes hands in one transaction, so it has exactly one owner at any time. */
async function resourceBatch(table: Table, user: DeletingUser): Promise<Batch | undefined> {
  const marks = await table.query({ ...underPrefix(user.userId, ownedResourcePrefix), limit: perBatch });
  if (marks.items.length === 0) return undefined;
  const ids = marks.items.map((mark) => stringAt(mark, 'resourceId'));
  const items = await table.getMany(ids.map(resourceKey));
  const moves = ids.map((id, at) => {
    const resource = ownResource(items[at], user.userId);
    const removeMark: Write = { remove: ownedResourceKey(user.userId, id) };
    return resource === undefined ? [removeMark] : [removeMark, ...giveResource(resource, user)];
  });
  const resources = moves.filter(({ length }) => length > 1).length;
  return { writes: moves.flat(), moved: { resources }, gives: true };
}

/** A mark without its resource is no reason to stop: it is taken away. */
function ownResource(item: Item | undefined, ownerId: string): Resource | undefined {
  const resource = item === undefined ? undefined : readResource(item);
  return resource?.ownerId === ownerId ? resource : undefined;
}

function giveResource(resource: Resource, { userId, deletion }: DeletingUser): Write[] {
  const { transferTo } = deletion;
  return [
    { put: ownedResourceItem({ ...resource, ownerId: transferTo }) },
    {
      update: resourceKey(resource.resourceId),
      changes: expression`SET #ownerId = ${transferTo}, #version = ${resource.version + 1}`,
      condition: expression`#ownerId = ${userId} AND #version = ${resource.version}`,
    },
  ];
}

/** The transfer user becomes Owner of the tags; one who was on a tag already keeps since when. */
async function tagBatch(table: Table, user: DeletingUser, now: Instant): Promise<Batch | undefined> {
  const owned = await firstPage(table, ownedTags(user.userId), perBatch);
  if (owned.length === 0) return undefined;
  const tagIds = owned.map((item) => readTagMember(item).tagId);
  const { transferTo, startedBy } = user.deletion;
  const [exist, theirs] = await Promise.all([
    existingTags(table, tagIds),
    table.getMany(tagIds.map((tagId) => tagMemberKey(transferTo, tagId))),
  ]);
  const writes = tagIds.flatMap((tagId, at): Write[] => {
    const item = theirs[at];
    const before = item === undefined ? undefined : readTagMember(item);
    // Of one delete there is one grant of each tag: the request that began it names it, also when this is done again.
    const grantId = startedBy.requestId;
    const fresh = { tagId, userId: transferTo, createdAt: now, createdBy: startedBy.actorId, grantId };
    const after: TagMember = { ...(before ?? fresh), accessType: 'Owner' };
    const removal: Write = { remove: tagMemberKey(user.userId, tagId) };
    return exist.has(tagId) ? [removal, putTagMember(after, before), checkTag(tagId)] : [removal];
  });
  return { writes, moved: { tags: exist.size }, gives: true };
}

/** The first items of a filtered query, which may lie beyond pages without any. */
async function firstPage(table: Table, query: Query, count: number): Promise<readonly Item[]> {
  let startAfter: Item | undefined;
  do {
    const page = await table.query({ ...query, startAfter });
    if (page.items.length > 0) return page.items.slice(0, count);
    startAfter = page.next;
  } while (startAfter !== undefined);
  return [];
}

/** In the lists of role managers the transfer user takes the place. */
async function roleBatch(table: Table, user: DeletingUser): Promise<Batch | undefined> {
  const marks = await table.query({ ...underPrefix(user.userId, ownedRolePrefix), limit: perBatch });
  if (marks.items.length === 0) return undefined;
  const roleIds = marks.items.map((mark) => stringAt(mark, 'roleId'));
  const roles = await Promise.all(roleIds.map((roleId) => getRole(table, roleId)));
  const moves = roleIds.map((roleId, at) => {
    const role = roles[at];
    return role !== undefined && isManagedBy(role, user.userId)
      ? giveRole(role, user)
      : [{ remove: ownedRoleKey(user.userId, roleId) }];
  });
  return {
    writes: moves.flat(),
    moved: { roles: moves.filter(({ length }) => length > 1).length },
    gives: true,
  };
}

function isManagedBy(
  role: NonNullable<Awaited<ReturnType<typeof getRole>>>,
  userId: string,
): role is StoredRole {
  return 'version' in role && role.roleManagers.includes(userId);
}

function giveRole(role: StoredRole, { userId, deletion }: DeletingUser): Write[] {
  const managers = role.roleManagers.map((id) => (id === userId ? deletion.transferTo : id));
  return changeRole(role, { ...role, roleManagers: [...new Set(managers)] });
}
