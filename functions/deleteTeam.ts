import { teamOperations } from '../shared/contract/teams.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit, guard } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { getTeam, isPublicTeam, removeTeam } from '../shared/store/teams.ts';

type Row = (typeof teamOperations)['deleteTeam'];

/** The team is gone with this write; the stream worker then takes it off its members, however many they are. */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const { teamId } = call.params;
  if (isPublicTeam(teamId)) return refuse('built-in');
  const team = await getTeam(dependencies.table, teamId);
  if (team === undefined) return refuse('team-not-found');
  return await commit(
    call,
    {
      writes: (await removeTeam(dependencies.table, team)).map((write) => guard(write, 'team-not-found')),
      audit: { targetId: teamId, detail: { teamName: team.teamName } },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(teamOperations, 'deleteTeam', handle);
