import type { GrantId } from '../domain/ids.ts';
import { instant, type Instant } from '../domain/time.ts';
import type { Access, TagWay } from './access.ts';
import { allItems } from './allItems.ts';
import { allOf, expression, type Expression } from './expression.ts';
import { numberAt, optionalStringAt, stringAt } from './fields.ts';
import { grantCounts, grantOf, isGrant, type Counting } from './grants.ts';
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

/** Access by tags. */
type TagAccess = Access & { readonly by: 'tag' };

/** Most tags that access is remembered to rest on. */
const mostWays = 10;

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
  /** See {@link grantOf}. */
  readonly grantId?: string | undefined;
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
    grantId: optionalStringAt(item, 'grantId'),
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
        : allOf([expression`#accessType = ${before.accessType}`, isGrant(grantOf(before))]),
  };
}

/** Gives a person an Owner share of a service user. */
export function putUserShare(share: {
  serviceUserId: string;
  personId: string;
  createdAt: Instant;
  createdBy: string;
  grantId?: GrantId;
}): Write {
  const { serviceUserId, personId, ...given } = share;
  return putShare(
    { kind: 'serviceUser', id: serviceUserId },
    { granteeType: 'user', granteeId: personId, accessType: 'Owner', ...given },
  );
}

/** Takes a share away; fails where there is none. */
export function removeShare(of: Shared, grantee: Grantee): Write {
  return { remove: shareKey(of, grantee), condition: expression`attribute_exists(#pk)` };
}

/** A share that counts, of those that were read. */
export function countingShare(item: Item | undefined, counting: Counting): Share | undefined {
  const share = item === undefined ? undefined : readShare(item);
  return share !== undefined && grantCounts(share, counting) ? share : undefined;
}

/** Who looks for a way through a tag, and which shares are good enough. */
export interface TagSearch extends Counting {
  readonly memberId: string;
  /** Any when left out. */
  readonly accessType?: ShareAccess;
}

/**
 * The tags through which a user has access: those that the user is on, that the thing is shared with, and that exists.
 * Two consistent queries side by side; one read more where they meet.
 */
export async function findSharedTag(
  table: Table,
  of: Shared,
  { memberId, accessType, ...counting }: TagSearch,
): Promise<TagAccess | undefined> {
  const [memberships, shares] = await Promise.all([
    tagMembershipsOf(table, memberId),
    tagSharesOf(table, of),
  ]);
  const on = new Map(
    memberships
      .filter((member) => grantCounts(member, counting))
      .map((member) => [String(member.tagId), grantOf(member)]),
  );
  // Whose tag it is, is not in question here: its share may be older than the user.
  const shared = { ...counting, since: instant(0) };
  const met = shares.flatMap((share): TagWay[] => {
    const { granteeId: tagId, accessType: type } = share;
    const member = on.get(tagId);
    const fits = grantCounts(share, shared) && (accessType === undefined || type === accessType);
    return member === undefined || !fits ? [] : [{ tagId, member, share: grantOf(share) }];
  });
  const exist = await existingTags(
    table,
    met.map(({ tagId }) => tagId),
  );
  const ways = met.filter(({ tagId }) => exist.has(tagId)).slice(0, mostWays);
  return ways[0] === undefined ? undefined : { by: 'tag', tagId: ways[0].tagId, ways };
}

/**
 * The tags through which a person has access to a service user.
 * @param who - `since`: when the person's own item was made.
 */
export function findTagAccess(
  table: Table,
  { serviceUserId, personId, ...counting }: Counting & { serviceUserId: string; personId: string },
): Promise<TagAccess | undefined> {
  return findSharedTag(
    table,
    { kind: 'serviceUser', id: serviceUserId },
    { memberId: personId, ...counting },
  );
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
  if (access.by === 'share')
    return [
      { check: shareKey(of, { granteeType: 'user', granteeId: userId }), condition: isOwner(access.grant) },
    ];
  const [way] = access.by === 'tag' ? access.ways : [];
  if (way === undefined) return [];
  const { tagId, member, share } = way;
  return [
    {
      check: tagMemberKey(userId, tagId),
      condition: allOf([expression`attribute_exists(#pk)`, isGrant(member)]),
    },
    { check: shareKey(of, { granteeType: 'tag', granteeId: tagId }), condition: isOwner(share) },
    checkTag(tagId),
  ];
}

function isOwner(grant: string): Expression {
  return allOf([expression`#accessType = ${'Owner'}`, isGrant(grant)]);
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
