import { instant, type Instant } from '../domain/time.ts';
import { expression } from './expression.ts';
import { numberAt, stringAt } from './fields.ts';
import { granteeList, tagMemberKey, tagShareKey, userKey, userShareKey } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** How a person has access to a service user: what a write repeats as its condition. */
export type Access =
  | { readonly by: 'share' }
  | { readonly by: 'tag'; readonly tagId: string }
  | { readonly by: 'mode'; readonly sessionId: string };

/** Gives a person an Owner share of a service user. */
export function putUserShare(share: {
  serviceUserId: string;
  personId: string;
  createdAt: Instant;
  createdBy: string;
}): Write {
  return {
    put: {
      ...userShareKey(share.serviceUserId, share.personId),
      entity: 'share',
      granteeType: 'user',
      granteeId: share.personId,
      serviceUserId: share.serviceUserId,
      accessType: 'Owner',
      createdAt: share.createdAt,
      createdBy: share.createdBy,
      listPk: granteeList(share.personId),
      byName: share.serviceUserId,
    },
    condition: expression`attribute_not_exists(#pk)`,
  };
}

/** Whether a share or membership existed at that time: one that was taken away and given again does not. */
export function existedAt(item: Item, at: Instant): boolean {
  return instant(numberAt(item, 'createdAt')) <= at;
}

/**
 * The tag through which a person has access to a service user: one that both are on.
 * Two consistent queries, side by side.
 * @param at - only memberships and shares that existed then count.
 */
export async function findTagAccess(
  table: Table,
  who: { serviceUserId: string; personId: string; at: Instant },
): Promise<Access | undefined> {
  const [memberships, shares] = await Promise.all([
    allTags(table, who.personId, 'TAG#'),
    allTags(table, who.serviceUserId, 'SHARE#TAG#'),
  ]);
  const ofPerson = new Set(
    memberships.filter((item) => existedAt(item, who.at)).map((item) => stringAt(item, 'tagId')),
  );
  const shared = shares.find((item) => existedAt(item, who.at) && ofPerson.has(stringAt(item, 'granteeId')));
  return shared === undefined ? undefined : { by: 'tag', tagId: stringAt(shared, 'granteeId') };
}

async function allTags(table: Table, userId: string, prefix: string): Promise<Item[]> {
  const items: Item[] = [];
  let startAfter: Item | undefined;
  do {
    const page = await table.query({
      key: expression`#pk = ${userKey(userId).pk} AND begins_with(#sk, ${prefix})`,
      startAfter,
    });
    items.push(...page.items);
    startAfter = page.next;
  } while (startAfter !== undefined);
  return items;
}

/** Repeats as conditions that a person still has access to a service user by a share or a tag. */
export function checkAccess(access: Access, serviceUserId: string, personId: string): Write[] {
  const exists = expression`attribute_exists(#pk)`;
  if (access.by === 'share') return [{ check: userShareKey(serviceUserId, personId), condition: exists }];
  if (access.by === 'tag') {
    return [
      { check: tagMemberKey(personId, access.tagId), condition: exists },
      { check: tagShareKey(serviceUserId, access.tagId), condition: exists },
    ];
  }
  return [];
}
