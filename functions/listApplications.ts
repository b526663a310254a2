import { applicationOperations } from '../shared/contract/applications.ts';
import { builtInApplications } from '../shared/domain/application.ts';
import { isRefusal } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { applicationToWire } from '../shared/runtime/wireForms.ts';
import { readApplication } from '../shared/store/applications.ts';
import { applicationsList } from '../shared/store/keys.ts';
import { listByName } from '../shared/store/namedLists.ts';

/** The built-in ones first, then the others by id. */
export const handle: Handle<(typeof applicationOperations)['listApplications'], Dependencies> = async (
  call,
  { table },
) => {
  const cursor = await readCursor(call, table);
  if (isRefusal(cursor)) return cursor;
  const page = await listByName(table, {
    partition: applicationsList,
    read: readApplication,
    first: [...builtInApplications.values()],
    limit: call.query.limit,
    after: cursor.position,
  });
  return await listReply({ items: page.items.map(applicationToWire), next: page.next }, call, table);
};

/** The Lambda function. */
export const handler = serve(applicationOperations, 'listApplications', handle);
