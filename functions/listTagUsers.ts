import { tagOperations } from '../shared/contract/tags.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { tagMemberToWire } from '../shared/runtime/sharingForms.ts';
import { tagMembersList } from '../shared/store/keys.ts';
import { listByName } from '../shared/store/namedLists.ts';
import { getTag, readTagMember } from '../shared/store/tags.ts';

type Row = (typeof tagOperations)['listTagUsers'];

/** Who is on a tag, by id. */
export const handle: Handle<Row, Dependencies> = async (call, { table }) => {
  const { tagId } = call.params;
  const [tag, cursor] = await Promise.all([getTag(table, tagId), readCursor(call, table)]);
  if (tag === undefined) return refuse('tag-not-found');
  if (isRefusal(cursor)) return cursor;
  const page = await listByName(table, {
    partition: tagMembersList(tagId),
    read: readTagMember,
    first: [],
    limit: call.query.limit,
    after: cursor.position,
  });
  return await listReply({ items: page.items.map(tagMemberToWire), next: page.next }, call, table);
};

/** The Lambda function. */
export const handler = serve(tagOperations, 'listTagUsers', handle);
