import { teamOperations } from '../shared/contract/teams.ts';
import { revised, withoutKey } from '../shared/domain/user.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { teamEntryKey } from '../shared/store/keys.ts';
import { isPublicTeam } from '../shared/store/teams.ts';
import { changeUser, getUser } from '../shared/store/users.ts';

type Row = (typeof teamOperations)['removeTeamMember'];

/** Nobody leaves Public (SPEC section 3). */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { teamId, userId } = call.params;
  if (isPublicTeam(teamId)) return refuse('built-in');
  const user = await getUser(dependencies.table, userId);
  if (user === undefined) return refuse('user-not-found');
  if (!Object.hasOwn(user.teams, teamId)) return refuse('member-not-found');
  if (user.status === 'deleting') return refuse('user-deleting');
  const teams = withoutKey(user.teams, teamId);
  return await commit(
    call,
    {
      writes: [
        changeUser(user, revised(user, { teams }, call.now)),
        { remove: teamEntryKey(userId, teamId) },
      ],
      audit: { targetId: userId, detail: { teamId } },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(teamOperations, 'removeTeamMember', handle);
