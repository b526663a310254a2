import { tokenOperations } from '../shared/contract/tokens.ts';
import { isRefusal, refuse, type Refusal } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import { readManageable, type ManagedToken } from '../shared/runtime/manageToken.ts';
import { checkBinding, checkTokenPolicy } from '../shared/runtime/newToken.ts';
import { boundRoleGone, isBoundToHeld, stillWorks } from '../shared/runtime/roleNotHeld.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';
import { createTokenDependencies, type TokenDependencies } from '../shared/runtime/tokenDependencies.ts';
import { tokenToWire } from '../shared/runtime/wireForms.ts';
import { restoreSecrets } from '../shared/store/tokens.ts';

type Row = (typeof tokenOperations)['restoreToken'];

/** K7, D14: takes a revoked token into the generation that its user has now; each token is restored by itself. */
export const handle: Handle<Row, TokenDependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: TokenDependencies): Promise<Outcome<Row>> {
  const known = await readManageable(dependencies.table, call);
  if (isRefusal(known)) return known;
  const refused = refusalOf(call, known, dependencies);
  if (refused !== undefined) return refused;
  const { own, user, current, unended } = known;
  return await commit(
    call,
    {
      writes: [...restoreSecrets(own, unended, user.generation), ...stillWorks(own, user)],
      audit: { targetId: user.userId, detail: { tokenId: own.tokenId } },
      reply: { status: 200 as const, body: tokenToWire(own, current, 'active') },
    },
    dependencies,
  );
}

type Refused = Refusal<
  'not-allowed' | 'token-policy' | 'role-not-held' | 'user-disabled' | 'token-expired' | 'token-not-revoked'
>;

function refusalOf(
  { caller }: Call<Row>,
  { own, user, state }: ManagedToken,
  { tokenPolicy }: TokenDependencies,
): Refused | undefined {
  const forbidden = checkBinding(caller.principal, own) ?? checkTokenPolicy(tokenPolicy, own);
  if (forbidden !== undefined) return forbidden;
  if (state === 'expired') return refuse('token-expired');
  if (user.status !== 'enabled') return refuse('user-disabled');
  if (state !== 'revoked') return refuse('token-not-revoked');
  return isBoundToHeld(own, user) ? undefined : boundRoleGone;
}

/** The Lambda function. */
export const handler = serveWith(tokenOperations, 'restoreToken', {
  handle,
  dependencies: createTokenDependencies(),
});
