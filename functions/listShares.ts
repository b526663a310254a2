import { shareOperations } from '../shared/contract/shares.ts';
import { isServiceUserId } from '../shared/domain/ids.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { shareToWire } from '../shared/runtime/sharingForms.ts';
import { listShares } from '../shared/store/shares.ts';

type Row = (typeof shareOperations)['listShares'];

/** Tags first, then persons; each by id. The authorizer saw that the user exists. */
export const handle: Handle<Row, Dependencies> = async (call, { table }) => {
  const { userId } = call.params;
  const cursor = await readCursor(call, table);
  if (isRefusal(cursor)) return cursor;
  if (!isServiceUserId(userId)) return refuse('person-not-shareable');
  const of = { kind: 'serviceUser', id: userId } as const;
  const page = await listShares(table, of, { limit: call.query.limit, after: cursor.position });
  return await listReply({ items: page.shares.map(shareToWire), next: page.next }, call, table);
};

/** The Lambda function. */
export const handler = serve(shareOperations, 'listShares', handle);
