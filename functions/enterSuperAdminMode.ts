import { authTokenOperations } from '../shared/contract/authTokens.ts';
import type { SessionId } from '../shared/domain/ids.ts';
import type { PersonPrincipal } from '../shared/domain/principal.ts';
import { superAdminRole } from '../shared/domain/role.ts';
import type { ProblemCode } from '../shared/problems/catalogue.ts';
import { isRefusal, refuse, type Refusal } from '../shared/problems/refusal.ts';
import type { Call, Handle } from '../shared/runtime/call.ts';
import { commit, guard } from '../shared/runtime/commit.ts';
import { claimsOf, gotWith, issuedReply, sessionOf, type Grant } from '../shared/runtime/issueToken.ts';
import { registryFull } from '../shared/runtime/registryFull.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';
import { createSigningDependencies, type SigningDependencies } from '../shared/runtime/signing.ts';
import { superAdminsKey } from '../shared/store/keys.ts';
import { putSession } from '../shared/store/sessions.ts';
import { readSuperAdmins, registerMember } from '../shared/store/superAdmins.ts';
import type { Table } from '../shared/store/table.ts';
import { checkMode } from '../shared/store/users.ts';

type Row = (typeof authTokenOperations)['enterSuperAdminMode'];

/** SPEC section 4: a member switches for at most 180 minutes; who is a member by configuration or group is registered on the way. */
export const handle: Handle<Row, SigningDependencies> = async (call, dependencies) => {
  const { principal } = call.caller;
  // L3: the authorizer refuses service users; a principal that is no person cannot get here.
  if (principal.kind !== 'person') return refuse('not-for-service-users');
  // R4: else a token that is bound to a weak role would get itself the mode, and with it tokens of every role.
  if (principal.tokenRoleId !== undefined)
    return refuse('not-allowed', { detail: 'A token that is bound to a role does not enter the mode.' });
  const grant = grantOf(call, principal, dependencies.newId('session'));
  const session = sessionOf(grant);
  const Token = await dependencies.signer.sign(claimsOf(grant, session, dependencies.issuer));
  const outcome = await commit(
    call,
    {
      writes: [
        putSession(session),
        guard(registerMember(principal.userId, 'seen'), registryFull),
        checkMode(principal.userId, principal),
      ],
      audit: {
        targetId: principal.userId,
        reason: call.body.Reason,
        detail: { sessionId: session.sessionId, expiresAt: session.expiresAt },
      },
      reply: issuedReply(session),
    },
    dependencies,
  );
  if (isRefusal(outcome)) return await explained(outcome, principal.userId, dependencies.table);
  return { ...outcome, body: { ...outcome.body, Token } };
};

function grantOf({ body, now }: Call<Row>, principal: PersonPrincipal, sessionId: SessionId): Grant {
  return {
    sessionId,
    subject: principal,
    person: principal,
    role: superAdminRole,
    use: 'super-admin',
    minutes: body.DurationMinutes,
    reason: body.Reason,
    // Renewed from within itself, the mode still ends when the first one would have.
    mode: principal.mode,
    modeGeneration: principal.modeGeneration,
    ...gotWith(principal),
    now,
  };
}

/** The registry takes nobody who was removed meanwhile, and nobody new when it is full: which of the two, a read tells. */
async function explained<Code extends ProblemCode>(
  refusal: Refusal<Code>,
  personId: string,
  table: Table,
): Promise<Refusal<Code | 'not-allowed'>> {
  if (refusal !== registryFull) return refusal;
  const { removed } = readSuperAdmins(await table.get(superAdminsKey));
  return removed.has(personId) ? refuse('not-allowed', { status: 409 }) : refusal;
}

/** The Lambda function. */
export const handler = serveWith(authTokenOperations, 'enterSuperAdminMode', {
  handle,
  dependencies: createSigningDependencies(),
});
