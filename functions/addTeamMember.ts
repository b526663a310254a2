import { teamOperations } from '../shared/contract/teams.ts';
import { maxTeamsPerUser, revised } from '../shared/domain/user.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, guard, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { teamEntryKey } from '../shared/store/keys.ts';
import type { Write } from '../shared/store/table.ts';
import { checkTeam, getTeam } from '../shared/store/teams.ts';
import { changeUser, getUser, listEntries } from '../shared/store/users.ts';

type Row = (typeof teamOperations)['addTeamMember'];

/** Adding twice changes nothing; everybody is in Public already. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { table } = dependencies;
  const { teamId, userId } = call.params;
  const [team, user] = await Promise.all([getTeam(table, teamId), getUser(table, userId)]);
  if (team === undefined) return refuse('team-not-found');
  if (user === undefined) return refuse('user-not-found');
  const reply = { status: 204 as const, body: undefined };
  if (Object.hasOwn(user.teams, teamId)) return reply;
  if (user.status === 'deleting') return refuse('user-deleting');
  if (Object.keys(user.teams).length >= maxTeamsPerUser) return refuse('limit-reached');
  const after = revised(user, { teams: { ...user.teams, [teamId]: team.teamName } }, call.now);
  const { sk } = teamEntryKey(userId, teamId);
  const entries = listEntries(after).filter((entry) => entry['sk'] === sk);
  return await commit(
    call,
    {
      writes: [
        changeUser(user, after),
        ...entries.map((entry): Write => ({ put: entry })),
        ...checkTeam(team).map((write) => guard(write, 'team-not-found')),
      ],
      audit: { targetId: userId, detail: { teamId, teamName: team.teamName } },
      reply,
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(teamOperations, 'addTeamMember', handle);
