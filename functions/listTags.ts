import { tagOperations } from '../shared/contract/tags.ts';
import { isRefusal } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { tagToWire } from '../shared/runtime/sharingForms.ts';
import { tagsList } from '../shared/store/keys.ts';
import { listByName } from '../shared/store/namedLists.ts';
import { listOwnedTags } from '../shared/store/ownedTags.ts';
import { readTag } from '../shared/store/tags.ts';

/** All tags by key, then value; those of one Owner, from that user's own partition, oldest first. */
export const handle: Handle<(typeof tagOperations)['listTags'], Dependencies> = async (call, { table }) => {
  const cursor = await readCursor(call, table);
  if (isRefusal(cursor)) return cursor;
  const { owner, limit } = call.query;
  const after = cursor.position;
  const page =
    owner === undefined
      ? await listByName(table, { partition: tagsList, read: readTag, first: [], limit, after })
      : await listOwnedTags(table, { ownerId: owner, limit, after });
  return await listReply({ items: page.items.map(tagToWire), next: page.next }, call, table);
};

/** The Lambda function. */
export const handler = serve(tagOperations, 'listTags', handle);
