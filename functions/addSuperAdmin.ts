import { superAdminOperations } from '../shared/contract/superAdmins.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit, guard } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { registryFull } from '../shared/runtime/registryFull.ts';
import { serve } from '../shared/runtime/serve.ts';
import { superAdminsKey, userKey } from '../shared/store/keys.ts';
import { readSuperAdmins, registerMember } from '../shared/store/superAdmins.ts';
import { checkUser, readUser } from '../shared/store/users.ts';

type Row = (typeof superAdminOperations)['addSuperAdmin'];

/** L3: a service user can never be a member. Adding twice changes nothing. */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const { userId } = call.params;
  const [item, registry] = await dependencies.table.getMany([userKey(userId), superAdminsKey]);
  if (item === undefined) return refuse('user-not-found');
  const user = readUser(item);
  if (user.kind === 'service') return refuse('super-admin-must-be-person');
  const reply = { status: 204 as const, body: undefined };
  if (readSuperAdmins(registry).added.has(userId)) return reply;
  if (user.status !== 'enabled') return refuse('user-disabled');
  return await commit(
    call,
    {
      writes: [
        guard(registerMember(userId, 'added'), registryFull),
        guard(checkUser(userId, {}), 'user-disabled'),
      ],
      decisionEnded: refuse('super-admin-mode-required', { status: 409 }),
      audit: { targetId: userId },
      reply,
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(superAdminOperations, 'addSuperAdmin', handle);
