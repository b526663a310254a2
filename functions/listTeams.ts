import { teamOperations } from '../shared/contract/teams.ts';
import { publicTeam } from '../shared/domain/user.ts';
import { isRefusal } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { teamsList } from '../shared/store/keys.ts';
import { listByName } from '../shared/store/namedLists.ts';
import { readTeam } from '../shared/store/teams.ts';

/** Public first, then the others by name. */
export const handle: Handle<(typeof teamOperations)['listTeams'], Dependencies> = async (call, { table }) => {
  const cursor = await readCursor(call, table);
  if (isRefusal(cursor)) return cursor;
  const page = await listByName(table, {
    partition: teamsList,
    read: readTeam,
    first: [publicTeam],
    limit: call.query.limit,
    after: cursor.position,
  });
  const items = page.items.map(({ teamId, teamName }) => ({ TeamId: teamId, TeamName: teamName }));
  return await listReply({ items, next: page.next }, call, table);
};

/** The Lambda function. */
export const handler = serve(teamOperations, 'listTeams', handle);
