import { ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { newId, type ResourceId, type RoleId, type TagId } from '../../shared/domain/ids.ts';
import { addMinutes, instant, type Clock } from '../../shared/domain/time.ts';
import { transferTarget } from '../../shared/domain/transfer.ts';
import type { Person, User } from '../../shared/domain/user.ts';
import { readAttributes } from '../../shared/store/attributes.ts';
import { deletingUser, type DeletionWork } from '../../shared/store/deletion.ts';
import { accessMarkKey, nameKey } from '../../shared/store/keys.ts';
import { countOwned } from '../../shared/store/handOver.ts';
import {
  ownedResourceItem,
  putNewResource,
  resourceItem,
  type Resource,
} from '../../shared/store/resources.ts';
import { putNewRole } from '../../shared/store/roles.ts';
import { putSession } from '../../shared/store/sessions.ts';
import { putShare } from '../../shared/store/shares.ts';
import type { Item, Table, Write } from '../../shared/store/table.ts';
import { tagMemberItem, type TagAccess } from '../../shared/store/tags.ts';
import { putNewToken } from '../../shared/store/tokens.ts';
import { changeUser, claimUserName } from '../../shared/store/users.ts';
import { aPerson } from './aPerson.ts';
import { aServiceUser } from './aServiceUser.ts';
import { aToken } from './aToken.ts';
import { bulkLoad } from './bulkLoad.ts';
import type { EmbeddedTable } from './embeddedTable.ts';
import { given, shareWrite, stored, tagMemberWrite, tagShareWrite, tagWrite, userWrites } from './stored.ts';

const somebody = 'usr_00000000000000000000000001';

/** A disabled user with all that a user can have, and the person who is to receive it. */
export interface Estate {
  readonly user: User;
  readonly heir: Person;
  readonly resourceIds: readonly ResourceId[];
  /** Tags that the user owns: a new one to the heir, one on which the heir is ReadOnly, one that the heir owns too. */
  readonly tagIds: readonly TagId[];
  readonly roleIds: readonly RoleId[];
}

/** A resource of an owner. */
export function aResource(ownerId: string, given: Partial<Resource> = {}): Resource {
  const resourceId = newId('resource');
  const fixed = {
    resourceType: 'table',
    externalId: undefined,
    createdAt: instant(1_750_000_000_000),
    version: 1,
  };
  return { ...fixed, resourceId, name: `sales ${resourceId}`, ownerId, ...given };
}

/** Puts so many resources of an owner. */
export async function ownResources(
  table: EmbeddedTable,
  ownerId: string,
  count: number,
): Promise<ResourceId[]> {
  const resources = Array.from({ length: count }, () => aResource(ownerId));
  await bulkLoad(
    table,
    resources.flatMap((resource) => [resourceItem(resource), ownedResourceItem(resource)]),
  );
  return resources.map(({ resourceId }) => resourceId);
}

/** Stores the estate of a disabled user. */
export async function anEstate(
  embedded: EmbeddedTable,
  { kind = 'service', resources = 65 }: { kind?: 'service' | 'person'; resources?: number } = {},
): Promise<Estate> {
  const { table } = embedded;
  const [roles, teams] = [{ rol_x: 'Loaders' }, { tem_x: 'Data' }];
  const state = { status: 'disabled', generation: 2, version: 2 } as const;
  const base = kind === 'service' ? aServiceUser(state) : aPerson(state);
  const user: User = { ...base, roles: { ...base.roles, ...roles }, teams: { ...base.teams, ...teams } };
  const heir = aPerson();
  await stored(table, ...userWrites(user), ...userWrites(heir));
  if (user.kind === 'service') await stored(table, claimUserName(user));
  const tagIds = await ownTags(table, user.userId, heir.userId);
  const roleIds = await manageRoles(table, user.userId, heir.userId);
  await stored(table, ...belongings(user), ...givenTo(user));
  const resourceIds = await ownResources(embedded, user.userId, resources);
  return { user, heir, resourceIds, tagIds, roleIds };
}

async function ownTags(table: Table, userId: string, heirId: string): Promise<TagId[]> {
  const tagIds = [newId('tag'), newId('tag'), newId('tag')];
  const member = (tagId: TagId, id: string, accessType: TagAccess): Write => ({
    put: tagMemberItem({ tagId, userId: id, accessType, createdAt: given, createdBy: somebody }),
  });
  const [, second, third] = tagIds;
  await stored(table, ...tagIds.map(tagWrite), ...tagIds.map((tagId) => member(tagId, userId, 'Owner')));
  if (second !== undefined) await stored(table, member(second, heirId, 'ReadOnly'));
  if (third !== undefined) await stored(table, member(third, heirId, 'Owner'));
  return tagIds;
}

async function manageRoles(table: Table, userId: string, heirId: string): Promise<RoleId[]> {
  const managers = [[userId], [userId, heirId, somebody]];
  const roleIds: RoleId[] = [];
  for (const roleManagers of managers) {
    const roleId = newId('role');
    const shape = { description: '', permissions: [], builtIn: false, version: 1 };
    const writes = putNewRole({ ...shape, roleId, roleName: `Loaders ${roleId}`, roleManagers });
    await stored(table, writes.role, writes.name, ...writes.managers);
    roleIds.push(roleId);
  }
  return roleIds;
}

/** What lies in the user's own partition and goes with it (D6). */
function belongings({ userId }: User): Write[] {
  const tagId = newId('tag');
  const sessions = Array.from({ length: 3 }, () => aSessionWrite(userId));
  const former = [{ hash: `former-${userId}`, endsAt: instant(1_750_000_100_000) }];
  const { own, secret } = aToken({ userId: userId, previous: former });
  const { name, token } = putNewToken(own, secret);
  const formerSecret = putNewToken(own, { ...secret, hash: `former-${userId}` }).token.slice(1);
  return [
    shareWrite(userId, aPerson().userId),
    tagShareWrite(userId, tagId),
    tagWrite(tagId),
    tagMemberWrite(userId, tagId),
    { put: { ...accessMarkKey(userId, somebody), entity: 'accessMark', since: 0, until: 0 } },
    ...sessions,
    name,
    ...token,
    ...formerSecret,
  ];
}

function aSessionWrite(userId: string): Write {
  return putSession({
    sessionId: newId('session'),
    userId: userId as User['userId'],
    personId: somebody as Person['userId'],
    roleId: 'SystemRole-DefaultUsers',
    issuedAt: instant(0),
    expiresAt: instant(1),
    generation: 1,
    personGeneration: 1,
    reason: undefined,
    modeSessionId: undefined,
  } as Parameters<typeof putSession>[0]);
}

/** What was shared with the user, in the partitions of others. */
function givenTo({ userId, kind }: User): Write[] {
  const resource = aResource(somebody);
  const share = { granteeType: 'user', granteeId: userId, accessType: 'Editor' } as const;
  const ofResource = { kind: 'resource', id: resource.resourceId } as const;
  return [
    ...putNewResource(resource),
    putShare(ofResource, { ...share, createdAt: given, createdBy: somebody }),
    ...(kind === 'person' ? [shareWrite(newId('serviceUser'), userId)] : []),
  ];
}

/** Begins the delete of a disabled user, as the request does. */
export async function begun(table: Table, { user, heir }: Pick<Estate, 'user' | 'heir'>, heldBy?: string) {
  const transferTo = transferTarget(heir, user);
  if (transferTo === undefined) throw new Error('not a transfer user');
  const after = deletingUser(user, {
    transferTo,
    startedBy: { actorId: somebody, roleId: 'Super-Admin', requestId: 'request', sourceIp: '127.0.0.1' },
    total: await countOwned(table, user.userId),
    now: instant(1_760_000_000_000),
    heldBy,
  });
  await stored(table, changeUser(user, after));
  return after;
}

/** Work on a delete, half a minute of it, at a time after the one of {@link begun}. */
export function workOn(
  { userId }: { readonly userId: string },
  more: Partial<DeletionWork> = {},
): DeletionWork {
  const now = addMinutes(instant(1_760_000_000_000), 1);
  const clock: Clock = () => now;
  return { userId, holder: 'worker', clock, newId, until: addMinutes(now, 0.5), ...more };
}

/** Every item of the table that mentions the user, but for the audit trail and the mark that a person is gone. */
export async function traces({ client, name }: EmbeddedTable, userId: string): Promise<Item[]> {
  const items: Item[] = [];
  let startAfter: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: name, ExclusiveStartKey: startAfter }));
    items.push(...(page.Items ?? []).map(readAttributes));
    startAfter = page.LastEvaluatedKey;
  } while (startAfter !== undefined);
  return items.filter((item) => mentions(item, userId) && !/^(?:AUDIT|GONE)#/.test(String(item['pk'])));
}

function mentions(item: Item, userId: string): boolean {
  return JSON.stringify(item, (_name, value: unknown) =>
    value instanceof Set ? [...value] : value,
  ).includes(userId);
}

/** The claim on a service user's name. */
export function claimOf({ userName }: User) {
  return nameKey('USER', userName);
}
