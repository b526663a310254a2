import { tokenOperations } from '../shared/contract/tokens.ts';
import { holdsRole, type User } from '../shared/domain/user.ts';
import { isRefusal, refuse, type Refusal } from '../shared/problems/refusal.ts';
import type { Call, Handle } from '../shared/runtime/call.ts';
import { commit, guard } from '../shared/runtime/commit.ts';
import {
  checkBinding,
  checkTokenPolicy,
  kindFor,
  makeToken,
  stillAssuming,
  type TokenOrder,
} from '../shared/runtime/newToken.ts';
import { roleNotHeld, stillWorks } from '../shared/runtime/roleNotHeld.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';
import { createTokenDependencies, type TokenDependencies } from '../shared/runtime/tokenDependencies.ts';
import { tokenToWire } from '../shared/runtime/wireForms.ts';
import { putNewToken } from '../shared/store/tokens.ts';
import { getUser } from '../shared/store/users.ts';

type Row = (typeof tokenOperations)['createToken'];

/** K1, K3, K10: token, name and audit are stored together or not at all; the value is in this answer only. */
export const handle: Handle<Row, TokenDependencies> = async (call, dependencies) => {
  const user = await getUser(dependencies.table, call.params.userId);
  if (user === undefined) return refuse('user-not-found');
  const order = orderOf(call, user, dependencies);
  const refused = refusalOf(order, user, dependencies);
  if (refused !== undefined) return refused;
  const { value, own, secret } = makeToken(order);
  const { name, token } = putNewToken(own, secret);
  const { tokenId, kind, roleId } = own;
  const outcome = await commit(
    call,
    {
      writes: [
        guard(name, 'token-name-taken'),
        ...token,
        ...stillWorks(own, user, roleNotHeld('RoleId')),
        ...stillAssuming(call.caller.principal),
      ],
      audit: {
        targetId: user.userId,
        detail: { tokenId, name: own.name, kind, roleId, expiresAt: secret.expiresAt },
      },
      reply: { status: 201 as const, body: tokenToWire(own, secret, 'active') },
    },
    dependencies,
  );
  return isRefusal(outcome) || outcome.status !== 201
    ? outcome
    : { ...outcome, body: { ...outcome.body, Token: value } };
};

function orderOf({ caller, body, now }: Call<Row>, user: User, dependencies: TokenDependencies): TokenOrder {
  const { principal } = caller;
  const kind = kindFor(principal, user.userId);
  return {
    tokenId: dependencies.newId('token'),
    userId: user.userId,
    kind,
    name: body.Name,
    roleId: body.RoleId ?? (kind === 'personal' ? principal.tokenRoleId : undefined),
    lifeDays: body.ExpiresInDays ?? undefined,
    allowedCidrs: body.AllowedCidrs ?? (kind === 'personal' ? principal.allowedCidrs : undefined),
    generation: user.generation,
    principal,
    prefix: dependencies.tokenPrefixes[kind],
    now,
  };
}

function refusalOf(
  order: TokenOrder,
  user: User,
  { tokenPolicy }: TokenDependencies,
): Refusal<'not-allowed' | 'token-policy' | 'role-not-held' | 'user-disabled'> | undefined {
  const forbidden = checkBinding(order.principal, order) ?? checkTokenPolicy(tokenPolicy, order);
  if (forbidden !== undefined) return forbidden;
  if (order.roleId !== undefined && !holdsRole(user, order.roleId)) return roleNotHeld('RoleId');
  return user.status === 'enabled' ? undefined : refuse('user-disabled');
}

/** The Lambda function. */
export const handler = serveWith(tokenOperations, 'createToken', {
  handle,
  dependencies: createTokenDependencies(),
});
