import { resourceOperations } from '../shared/contract/resources.ts';
import { isRefusal } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { resourceToWire } from '../shared/runtime/sharingForms.ts';
import { listResources } from '../shared/store/resourceLists.ts';

type Row = (typeof resourceOperations)['listResources'];

/** Oldest first; both filters apply before paging (V4). */
export const handle: Handle<Row, Dependencies> = async (call, { table }) => {
  const cursor = await readCursor(call, table);
  if (isRefusal(cursor)) return cursor;
  const { owner, type, limit } = call.query;
  const page = await listResources(table, {
    ownerId: owner,
    resourceType: type,
    limit,
    after: cursor.position,
  });
  return await listReply({ items: page.resources.map(resourceToWire), next: page.next }, call, table);
};

/** The Lambda function. */
export const handler = serve(resourceOperations, 'listResources', handle);
