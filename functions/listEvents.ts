import { userOperations } from '../shared/contract/users.ts';
import { isRefusal } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { eventToWire } from '../shared/runtime/wireForms.ts';
import { queryAudit, readAudit } from '../shared/store/audit.ts';

/** The audit trail of one user, newest first (SPEC section 13). */
export const handle: Handle<(typeof userOperations)['listEvents'], Dependencies> = async (
  call,
  { table },
) => {
  const cursor = await readCursor(call, table);
  if (isRefusal(cursor)) return cursor;
  const { limit } = call.query;
  const page = await queryAudit(table, {
    targetId: call.params.userId,
    limit: limit + 1,
    after: cursor.position,
  });
  const events = page.items.slice(0, limit).map(readAudit);
  // DynamoDB reads at most 1 MB at once, so a page can end early.
  const more = page.items.length > limit || page.next !== undefined;
  const next = more ? events.at(-1)?.eventId : undefined;
  return await listReply({ items: events.map(eventToWire), next }, call, table);
};

/** The Lambda function. */
export const handler = serve(userOperations, 'listEvents', handle);
