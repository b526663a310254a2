import type { TagId } from '../domain/ids.ts';
import { instant, type Instant } from '../domain/time.ts';
import { allItems } from './allItems.ts';
import { allOf, expression } from './expression.ts';
import { numberAt, optionalStringAt, stringAt } from './fields.ts';
import { grantOf, isGrant } from './grants.ts';
import {
  nameKey,
  sortKey,
  tagKey,
  tagMemberKey,
  tagMemberPrefix,
  tagMembersList,
  tagsList,
  type Key,
} from './keys.ts';
import { claimsOf, type Named } from './nameClaims.ts';
import type { Item, Table, Write } from './table.ts';
import { sortable } from './users.ts';

/** A pair that users are on and that service users and resources are shared with. It never changes. */
export interface Tag {
  readonly tagId: TagId;
  readonly tagKey: string;
  readonly tagValue: string;
  readonly createdAt: Instant;
  readonly createdBy: string;
}

/** `Owner` may change the tag; both give what was shared with it (SPEC section 3). */
export type TagAccess = 'Owner' | 'ReadOnly';

/** A user on a tag, since when. */
export interface TagMember {
  readonly tagId: TagId;
  readonly userId: string;
  readonly accessType: TagAccess;
  readonly createdAt: Instant;
  readonly createdBy: string;
  /** See {@link grantOf}. */
  readonly grantId?: string | undefined;
}

/** Parses a tag item. @throws Error when the item is malformed. */
export function readTag(item: Item): Tag {
  return {
    tagId: stringAt(item, 'tagId') as TagId,
    tagKey: stringAt(item, 'tagKey'),
    tagValue: stringAt(item, 'tagValue'),
    createdAt: instant(numberAt(item, 'createdAt')),
    createdBy: stringAt(item, 'createdBy'),
  };
}

/** Parses a membership item. @throws Error when the item is malformed. */
export function readTagMember(item: Item): TagMember {
  return {
    tagId: stringAt(item, 'tagId') as TagId,
    userId: stringAt(item, 'userId'),
    accessType: stringAt(item, 'accessType') as TagAccess,
    createdAt: instant(numberAt(item, 'createdAt')),
    createdBy: stringAt(item, 'createdBy'),
    grantId: optionalStringAt(item, 'grantId'),
  };
}

/** One consistent read of a tag. */
export async function getTag(table: Table, tagId: string): Promise<Tag | undefined> {
  const item = await table.get(tagKey(tagId));
  return item === undefined ? undefined : readTag(item);
}

/** The name of a tag: its pair. */
export function pairOf({ tagKey: key, tagValue }: Pick<Tag, 'tagKey' | 'tagValue'>): Named {
  return { space: 'TAG', name: [key, tagValue] };
}

/** The writes of a new tag: the tag and the claim on its pair. */
export function putNewTag(tag: Tag): { readonly tag: Write; readonly name: Write } {
  const isNew = expression`attribute_not_exists(#pk)`;
  return {
    tag: {
      put: {
        ...tagKey(tag.tagId),
        entity: 'tag',
        ...tag,
        listPk: tagsList,
        byName: sortKey(sortable(tag.tagKey), sortable(tag.tagValue), tag.tagId),
      },
      condition: isNew,
    },
    name: {
      put: { ...nameKey('TAG', tag.tagKey, tag.tagValue), entity: 'name', tagId: tag.tagId },
      condition: isNew,
    },
  };
}

/**
 * The writes of a deleted tag; the first fails where it is gone already. Access through it ends with them, since whoever
 * counts a membership or share looks for the tag; a worker removes those afterwards.
 */
export async function removeTag(table: Table, tag: Tag): Promise<Write[]> {
  const claims = await claimsOf(table, pairOf(tag), { idField: 'tagId', id: tag.tagId });
  return [
    { remove: tagKey(tag.tagId), condition: expression`attribute_exists(#pk)` },
    ...claims.map((key): Write => ({ remove: key })),
  ];
}

/** Repeats that a tag still exists. */
export function checkTag(tagId: string): Write & { readonly check: Key } {
  return { check: tagKey(tagId), condition: expression`attribute_exists(#pk)` };
}

/** Repeats that a user is an Owner of a tag. */
export function checkTagOwner(userId: string, tagId: string): Write & { readonly check: Key } {
  return { check: tagMemberKey(userId, tagId), condition: expression`#accessType = ${'Owner'}` };
}

/** The whole item of a membership. */
export function tagMemberItem(member: TagMember): Item {
  return {
    ...tagMemberKey(member.userId, member.tagId),
    entity: 'tagMember',
    ...member,
    listPk: tagMembersList(member.tagId),
    byName: member.userId,
  };
}

/** Puts a user on a tag, or changes how from the state that was read. */
export function putTagMember(member: TagMember, before: TagMember | undefined): Write {
  return {
    put: tagMemberItem(member),
    condition:
      before === undefined
        ? expression`attribute_not_exists(#pk)`
        : allOf([expression`#accessType = ${before.accessType}`, isGrant(grantOf(before))]),
  };
}

/** Takes a user off a tag; fails where the user is not on it. */
export function removeTagMember(userId: string, tagId: string): Write {
  return { remove: tagMemberKey(userId, tagId), condition: expression`attribute_exists(#pk)` };
}

/** All memberships of a user, by consistent reads. */
export async function tagMembershipsOf(table: Table, userId: string): Promise<TagMember[]> {
  const { pk } = tagMemberKey(userId, '');
  const items = await allItems(table, {
    key: expression`#pk = ${pk} AND begins_with(#sk, ${tagMemberPrefix})`,
  });
  return items.map(readTagMember);
}

/** Those of the tags that exist, by consistent reads: one round trip per hundred. */
export async function existingTags(table: Table, tagIds: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let at = 0; at < tagIds.length; at += 100) {
    const ids = tagIds.slice(at, at + 100);
    const items = await table.getMany(ids.map(tagKey));
    ids.forEach((id, index) => items[index] !== undefined && found.add(id));
  }
  return found;
}
