import { userOperations } from '../shared/contract/users.ts';
import { toIso } from '../shared/domain/time.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { etagOf, userToWire } from '../shared/runtime/wireForms.ts';
import { getUser } from '../shared/store/users.ts';

/** T6, T7: the identity that the request runs as, its one active role, and who answers for it. */
export const handle: Handle<(typeof userOperations)['getMe'], Dependencies> = async (
  { caller },
  { table },
) => {
  const { principal } = caller;
  const user = caller.user ?? (await getUser(table, principal.userId));
  if (user === undefined) return refuse('user-not-found');
  const { roleId: RoleId, roleName: RoleName, permissions } = principal.role;
  const mode = principal.kind === 'person' ? principal.mode : undefined;
  const expiresAt = principal.kind === 'assumed' ? principal.expiresAt : mode?.expiresAt;
  return {
    status: 200,
    body: {
      ...userToWire(user),
      ActiveRole: { RoleId, RoleName, Permissions: [...permissions] },
      SuperAdminMode: mode !== undefined,
      ...(principal.kind === 'assumed'
        ? { AssumedBy: { UserId: principal.person.userId, DisplayName: principal.person.displayName } }
        : {}),
      ...(expiresAt === undefined ? {} : { SessionExpiresAt: toIso(expiresAt) }),
    },
    headers: etagOf(user),
  };
};

/** The Lambda function. */
export const handler = serve(userOperations, 'getMe', handle);
