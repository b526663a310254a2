import { superAdminOperations } from '../shared/contract/superAdmins.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit, guard } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { superAdminsKey } from '../shared/store/keys.ts';
import { readSuperAdmins, removeMember } from '../shared/store/superAdmins.ts';
import { endMode } from '../shared/store/users.ts';

type Row = (typeof superAdminOperations)['removeSuperAdmin'];

/** The mode ends with this write and does not come back with the membership; the last enabled member stays. */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const { userId } = call.params;
  const { members } = readSuperAdmins(await dependencies.table.get(superAdminsKey));
  if (!members.has(userId)) return refuse('member-not-found');
  return await commit(
    call,
    {
      writes: [guard(removeMember(userId), 'last-super-admin'), endMode(userId)],
      decisionEnded: refuse('super-admin-mode-required', { status: 409 }),
      audit: { targetId: userId },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(superAdminOperations, 'removeSuperAdmin', handle);
