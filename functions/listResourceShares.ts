import { resourceOperations } from '../shared/contract/resources.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { shareToWire } from '../shared/runtime/sharingForms.ts';
import { getResource } from '../shared/store/resources.ts';
import { listShares } from '../shared/store/shares.ts';

type Row = (typeof resourceOperations)['listResourceShares'];

/** Tags first, then users; each by id. */
export const handle: Handle<Row, Dependencies> = async (call, { table }) => {
  const { resourceId } = call.params;
  const [resource, cursor] = await Promise.all([getResource(table, resourceId), readCursor(call, table)]);
  if (resource === undefined) return refuse('resource-not-found');
  if (isRefusal(cursor)) return cursor;
  const of = { kind: 'resource', id: resourceId } as const;
  const page = await listShares(table, of, { limit: call.query.limit, after: cursor.position });
  return await listReply({ items: page.shares.map(shareToWire), next: page.next }, call, table);
};

/** The Lambda function. */
export const handler = serve(resourceOperations, 'listResourceShares', handle);
