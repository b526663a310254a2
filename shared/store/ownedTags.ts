import { expression } from './expression.ts';
import { tagKey, tagMemberKey, tagMemberPrefix } from './keys.ts';
import type { Item, Query, Table } from './table.ts';
import { readTag, readTagMember, type Tag } from './tags.ts';

/** The memberships by which somebody owns tags, by id; those of tags that are gone are among them for a while. */
export function ownedTags(userId: string, after = ''): Query {
  const { pk, sk } = tagMemberKey(userId, after);
  const from = after === '' ? sk : `${sk}!`;
  return {
    key: expression`#pk = ${pk} AND #sk BETWEEN ${from} AND ${`${tagMemberPrefix}~`}`,
    filter: expression`#accessType = ${'Owner'}`,
  };
}

/** Which tags, and where the page begins. Positions are ids, which are sorted by time. */
export interface OwnedTagsQuery {
  readonly ownerId: string;
  readonly limit: number;
  readonly after: string | undefined;
}

/** One page of the tags that somebody owns, oldest first, by consistent reads. */
export async function listOwnedTags(
  table: Table,
  { ownerId, limit, after }: OwnedTagsQuery,
): Promise<{ items: Tag[]; next: string | undefined }> {
  const tags: Tag[] = [];
  let startAfter: Item | undefined;
  do {
    const page = await table.query({ ...ownedTags(ownerId, after), limit: limit + 1, startAfter });
    const ids = page.items.map((item) => readTagMember(item).tagId);
    const found = await Promise.all(batches(ids).map((batch) => table.getMany(batch.map(tagKey))));
    tags.push(...found.flat().flatMap((item) => (item === undefined ? [] : [readTag(item)])));
    startAfter = page.next;
  } while (startAfter !== undefined && tags.length <= limit);
  const items = tags.slice(0, limit);
  return { items, next: tags.length > limit ? items.at(-1)?.tagId : undefined };
}

function batches(ids: readonly string[]): (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / 100) }, (_, at) => ids.slice(at * 100, at * 100 + 100));
}
