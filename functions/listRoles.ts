import { roleOperations } from '../shared/contract/roles.ts';
import { builtInRoles } from '../shared/domain/role.ts';
import { isRefusal } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { roleToWire } from '../shared/runtime/wireForms.ts';
import { rolesList } from '../shared/store/keys.ts';
import { listByName } from '../shared/store/namedLists.ts';
import { readRole } from '../shared/store/roles.ts';

/** The built-in roles first, then the others by name. */
export const handle: Handle<(typeof roleOperations)['listRoles'], Dependencies> = async (call, { table }) => {
  const cursor = await readCursor(call, table);
  if (isRefusal(cursor)) return cursor;
  const page = await listByName(table, {
    partition: rolesList,
    read: readRole,
    first: [...builtInRoles.values()],
    limit: call.query.limit,
    after: cursor.position,
  });
  return await listReply({ items: page.items.map(roleToWire), next: page.next }, call, table);
};

/** The Lambda function. */
export const handler = serve(roleOperations, 'listRoles', handle);
