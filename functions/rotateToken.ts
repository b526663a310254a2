import { tokenOperations } from '../shared/contract/tokens.ts';
import { addMinutes } from '../shared/domain/time.ts';
import { endOfReplaced, formerStillAlive, maxLiveSecrets } from '../shared/domain/token.ts';
import { isRefusal, refuse, type Refusal } from '../shared/problems/refusal.ts';
import type { Call, Handle } from '../shared/runtime/call.ts';
import { commit } from '../shared/runtime/commit.ts';
import { readManageable, type ManagedToken } from '../shared/runtime/manageToken.ts';
import { behind, checkBinding, checkTokenPolicy, makeSecret } from '../shared/runtime/newToken.ts';
import { boundRoleGone, isBoundToHeld, stillWorks } from '../shared/runtime/roleNotHeld.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';
import { createTokenDependencies, type TokenDependencies } from '../shared/runtime/tokenDependencies.ts';
import { tokenToWire } from '../shared/runtime/wireForms.ts';
import { rotateSecrets } from '../shared/store/tokens.ts';

const tooManySecrets = refuse('limit-reached', {
  detail: `At most ${maxLiveSecrets} secrets of a token work at a time: rotate with an OverlapMinutes of 0, or wait until a former one has ended.`,
});

type Row = (typeof tokenOperations)['rotateToken'];

/** A new secret now, the old one after the overlap. Of two rotations at once one is refused: it would hand out a dead secret. */
export const handle: Handle<Row, TokenDependencies> = async (call, dependencies) => {
  const { now, body, caller } = call;
  const known = await readManageable(dependencies.table, call);
  if (isRefusal(known)) return known;
  const { own, user, current } = known;
  const refused = refusalOf(call, known, dependencies);
  if (refused !== undefined) return refused;
  const alive = formerStillAlive(own, now, body.OverlapMinutes);
  const replacedEndsAt =
    body.OverlapMinutes === 0 ? undefined : endOfReplaced(current, addMinutes(now, body.OverlapMinutes));
  if (alive.length + (replacedEndsAt === undefined ? 1 : 2) > maxLiveSecrets) return tooManySecrets;
  const { value, secret } = makeSecret(own, {
    generation: user.generation,
    prefix: dependencies.tokenPrefixes[own.kind],
    now,
    lastUsedAt: current.lastUsedAt,
  });
  const outcome = await commit(
    call,
    {
      writes: [
        ...rotateSecrets({ before: own, secret, by: behind(caller.principal).userId, replacedEndsAt, alive }),
        ...stillWorks(own, user),
      ],
      audit: {
        targetId: user.userId,
        detail: { tokenId: own.tokenId, expiresAt: secret.expiresAt, replacedEndsAt: replacedEndsAt ?? now },
      },
      reply: { status: 200 as const, body: tokenToWire(own, secret, 'active') },
    },
    dependencies,
  );
  return isRefusal(outcome) ? outcome : { ...outcome, body: { ...outcome.body, Token: value } };
};

function refusalOf(
  { caller }: Call<Row>,
  { own, user, state }: ManagedToken,
  { tokenPolicy }: TokenDependencies,
):
  | Refusal<'not-allowed' | 'token-policy' | 'role-not-held' | 'user-disabled' | 'token-not-active'>
  | undefined {
  const forbidden = checkBinding(caller.principal, own) ?? checkTokenPolicy(tokenPolicy, own);
  if (forbidden !== undefined) return forbidden;
  if (user.status !== 'enabled') return refuse('user-disabled');
  if (state !== 'active') return refuse('token-not-active');
  return isBoundToHeld(own, user) ? undefined : boundRoleGone;
}

/** The Lambda function. */
export const handler = serveWith(tokenOperations, 'rotateToken', {
  handle,
  dependencies: createTokenDependencies(),
});
