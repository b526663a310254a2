import { authTokenOperations } from '../shared/contract/authTokens.ts';
import { isRefusal } from '../shared/problems/refusal.ts';
import type { Call, Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { userToWire } from '../shared/runtime/wireForms.ts';
import { listAssumable } from '../shared/store/assumable.ts';
import type { Table } from '../shared/store/table.ts';
import { listUsers, type UserPage } from '../shared/store/userLists.ts';

type Row = (typeof authTokenOperations)['listAssumableUsers'];

/** T2: what the caller may assume now: in the mode every enabled service user, else those shared with the person or a tag. */
export const handle: Handle<Row, Dependencies> = async (call, { table }) => {
  const cursor = await readCursor(call, table);
  if (isRefusal(cursor)) return cursor;
  const page = await assumable(call, table, cursor.position);
  return await listReply({ items: page.users.map(userToWire), next: page.next }, call, table);
};

async function assumable(call: Call<Row>, table: Table, after: string | undefined): Promise<UserPage> {
  const { principal } = call.caller;
  const { limit } = call.query;
  if (principal.kind !== 'person') return { users: [], next: undefined };
  if (principal.mode === undefined)
    return await listAssumable(table, { personId: principal.userId, limit, after });
  return await listUsers(table, {
    kinds: ['service'],
    statuses: ['enabled'],
    roles: undefined,
    teams: undefined,
    name: undefined,
    order: 'byName',
    descending: false,
    limit,
    after,
  });
}

/** The Lambda function. */
export const handler = serve(authTokenOperations, 'listAssumableUsers', handle);
