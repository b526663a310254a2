import { instant, latest, type Instant } from '../domain/time.ts';
import { allItems } from './allItems.ts';
import { expression } from './expression.ts';
import { numberAt, stringAt } from './fields.ts';
import {
  granteeList,
  resourceTagShareKey,
  resourceUserShareKey,
  sharePrefix,
  tagMemberKey,
  tagSharePrefix,
  tagShareKey,
  userShareKey,
  type Key,
} from './keys.ts';
import type { Item, Table, Write } from './table.ts';
import { checkTag, existingTags, tagMembershipsOf } from './tags.ts';

/**
 * How a person has access to a service user, or anybody to a resource: what a write repeats as its condition.
 * `since`: when the last piece of it was given; a token that rests on it is not dated before.
 */
export type Access =
  | { readonly by: 'share'; readonly since: Instant }
  | { readonly by: 'tag'; readonly tagId: string; readonly since: Instant }
  | { readonly by: 'mode'; readonly sessionId: string }
  | { readonly by: 'ownership' };

/** Now, or when the access was given where a clock elsewhere is ahead: a token dated before its own access would be dead at once. */
export function notBefore(access: Access | undefined, now: Instant): Instant {
  return access?.by === 'share' || access?.by === 'tag' ? latest(now, access.since) : now;
}

/** What is shared: a service user, or a resource. */
export interface Shared {
  readonly kind: 'serviceUser' | 'resource';
  readonly id: string;
}

/** Whom something is shared with. */
export interface Grantee {
  readonly granteeType: 'user' | 'tag';
  readonly granteeId: string;
}

/** What a share gives. */
export type ShareAccess = 'Owner' | 'Editor' | 'ReadOnly';

/** A share, since when and by whom. */
export interface Share extends Grantee {
  readonly accessType: ShareAccess;
  readonly createdAt: Instant;
  readonly createdBy: string;
}

/** A condition that something which gives access is still there. */
type Check = Write & { readonly check: Key };

/** Where a share is kept: in the partition of what is shared. */
export function shareKey({ kind, id }: Shared, { granteeType, granteeId }: Grantee): Key {
  if (kind === 'serviceUser')
    return granteeType === 'user' ? userShareKey(id, granteeId) : tagShareKey(id, granteeId);
  return granteeType === 'user' ? resourceUserShareKey(id, granteeId) : resourceTagShareKey(id, granteeId);
}

/** Parses a share item. @throws Error when the item is malformed. */
export function readShare(item: Item): Share {
  return {
    granteeType: stringAt(item, 'granteeType') as Share['granteeType'],
    granteeId: stringAt(item, 'granteeId'),
    accessType: stringAt(item, 'accessType') as ShareAccess,
    createdAt: instant(numberAt(item, 'createdAt')),
    createdBy: stringAt(item, 'createdBy'),
  };
}

/** Gives a share, or changes it from the state that was read; it is listed under its grantee too. */
export function putShare(of: Shared, share: Share, before?: Share): Write {
  return {
    put: {
      ...shareKey(of, share),
      entity: 'share',
      ...share,
      [of.kind === 'serviceUser' ? 'serviceUserId' : 'resourceId']: of.id,
      listPk: granteeList(share.granteeId),
      byName: of.id,
    },
    condition:
      before === undefined
        ? expression`attribute_not_exists(#pk)`
        : expression`#accessType = ${before.accessType} AND #createdAt = ${before.createdAt}`,
  };
}

/** Gives a person an Owner share of a service user. */
export function putUserShare(share: {
  serviceUserId: string;
  personId: string;
  createdAt: Instant;
  createdBy: string;
}): Write {
  const { serviceUserId, personId, createdAt, createdBy } = share;
  return putShare(
    { kind: 'serviceUser', id: serviceUserId },
    { granteeType: 'user', granteeId: personId, accessType: 'Owner', createdAt, createdBy },
  );
}

/** Takes a share away; fails where there is none. */
export function removeShare(of: Shared, grantee: Grantee): Write {
  return { remove: shareKey(of, grantee), condition: expression`attribute_exists(#pk)` };
}

/**
 * From when to when something has to have been given to count. Not before the user's own item: a person who was deleted and
 * comes again has the same id and inherits nothing. Not after a token was issued: what was taken away and given again
 * revives no token.
 */
export interface Period {
  readonly since: Instant;
  readonly at: Instant;
}

/** Whether a share or membership was given within the period. */
export function givenWithin({ createdAt }: { readonly createdAt: Instant }, { since, at }: Period): boolean {
  return since <= createdAt && createdAt <= at;
}

/** A share that counts, of those that were read: given within the period. */
export function countingShare(item: Item | undefined, period: Period): Share | undefined {
  const share = item === undefined ? undefined : readShare(item);
  return share !== undefined && givenWithin(share, period) ? share : undefined;
}

/** Who looks for a way through a tag, and which shares are good enough. */
export interface TagSearch extends Period {
  readonly memberId: string;
  /** Any when left out. */
  readonly accessType?: ShareAccess;
}

/**
 * The tag through which a user has access: one that the user is on, that the thing is shared with, and that exists.
 * Two consistent queries side by side; one read more where they meet.
 */
export async function findSharedTag(
  table: Table,
  of: Shared,
  { memberId, accessType, since, at }: TagSearch,
): Promise<Access | undefined> {
  const [memberships, shares] = await Promise.all([
    tagMembershipsOf(table, memberId),
    tagSharesOf(table, of),
  ]);
  const on = new Map(
    memberships
      .filter((member) => givenWithin(member, { since, at }))
      .map(({ tagId, createdAt }) => [String(tagId), createdAt]),
  );
  const met = shares.filter(
    (share) =>
      share.createdAt <= at &&
      (accessType === undefined || share.accessType === accessType) &&
      on.has(share.granteeId),
  );
  const exist = await existingTags(
    table,
    met.map(({ granteeId }) => granteeId),
  );
  const way = met.find(({ granteeId }) => exist.has(granteeId));
  if (way === undefined) return undefined;
  const { granteeId: tagId, createdAt } = way;
  return { by: 'tag', tagId, since: latest(createdAt, on.get(tagId) ?? createdAt) };
}

/**
 * The tag through which a person has access to a service user.
 * @param who - `since`: when the person's own item was made; `at`: only what existed then counts.
 */
export function findTagAccess(
  table: Table,
  { serviceUserId, personId, ...period }: Period & { serviceUserId: string; personId: string },
): Promise<Access | undefined> {
  return findSharedTag(table, { kind: 'serviceUser', id: serviceUserId }, { memberId: personId, ...period });
}

async function tagSharesOf(table: Table, of: Shared): Promise<Share[]> {
  const { pk } = shareKey(of, { granteeType: 'tag', granteeId: '' });
  const key = expression`#pk = ${pk} AND begins_with(#sk, ${tagSharePrefix})`;
  return (await allItems(table, { key })).map(readShare);
}

/** Repeats as conditions that a person still has access to a service user by a share or a tag. */
export function checkAccess(access: Access, serviceUserId: string, personId: string): Check[] {
  return checkShared(access, { kind: 'serviceUser', id: serviceUserId }, personId);
}

/** Repeats as conditions that a user still has an Owner share, direct or through a tag. */
export function checkShared(access: Access, of: Shared, userId: string): Check[] {
  const isOwner = expression`#accessType = ${'Owner'}`;
  if (access.by === 'share')
    return [{ check: shareKey(of, { granteeType: 'user', granteeId: userId }), condition: isOwner }];
  if (access.by !== 'tag') return [];
  const { tagId } = access;
  return [
    { check: tagMemberKey(userId, tagId), condition: expression`attribute_exists(#pk)` },
    { check: shareKey(of, { granteeType: 'tag', granteeId: tagId }), condition: isOwner },
    checkTag(tagId),
  ];
}

/** One page of the shares of something, those with tags first; by consistent reads. Position: where the share is kept. */
export async function listShares(
  table: Table,
  of: Shared,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<{ shares: Share[]; next: string | undefined }> {
  const { pk } = shareKey(of, { granteeType: 'user', granteeId: '' });
  const shares: (Share & { at: string })[] = [];
  let from = after ?? sharePrefix;
  for (;;) {
    const page = await table.query({
      key: expression`#pk = ${pk} AND #sk BETWEEN ${`${from}!`} AND ${`${sharePrefix}~`}`,
      limit: limit + 1 - shares.length,
    });
    shares.push(...(await ofExistingTags(table, page.items)));
    if (shares.length > limit) return { shares: shares.slice(0, limit), next: shares[limit - 1]?.at };
    const last = page.items.at(-1);
    if (page.next === undefined || last === undefined) return { shares, next: undefined };
    from = stringAt(last, 'sk');
  }
}

/** The shares but for those with a tag that was deleted a moment ago. */
async function ofExistingTags(table: Table, items: readonly Item[]): Promise<(Share & { at: string })[]> {
  const shares = items.map((item) => ({ ...readShare(item), at: stringAt(item, 'sk') }));
  const tagIds = shares.filter((share) => share.granteeType === 'tag').map(({ granteeId }) => granteeId);
  const exist = await existingTags(table, tagIds);
  return shares.filter((share) => share.granteeType === 'user' || exist.has(share.granteeId));
}
