import { teamOperations } from '../shared/contract/teams.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { newName } from '../shared/runtime/newName.ts';
import { serve } from '../shared/runtime/serve.ts';
import { isPublicName, putNewTeam } from '../shared/store/teams.ts';

/** A team with a name of its own, as names compare. */
export const handle: Handle<(typeof teamOperations)['createTeam'], Dependencies> = async (
  call,
  dependencies,
) => {
  const teamName = call.body.TeamName;
  if (isPublicName(teamName)) return refuse('name-taken');
  const teamId = dependencies.newId('team');
  const writes = putNewTeam({ teamId, teamName });
  return await commit(
    call,
    {
      writes: [...newName(writes.name, { space: 'TEAM', name: [teamName] }), writes.team],
      audit: { targetId: teamId, detail: { teamName } },
      reply: {
        status: 201 as const,
        body: { TeamId: teamId, TeamName: teamName },
        headers: { Location: `/teams/${teamId}` },
      },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(teamOperations, 'createTeam', handle);
