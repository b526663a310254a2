import { applicationOperations } from '../shared/contract/applications.ts';
import { actsAsServiceUser, type Principal } from '../shared/domain/principal.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle } from '../shared/runtime/call.ts';
import { commit } from '../shared/runtime/commit.ts';
import {
  applicationClaims,
  applicationSession,
  type ApplicationGrant,
} from '../shared/runtime/issueApplicationToken.ts';
import { issuedReply } from '../shared/runtime/issueToken.ts';
import { stillAssuming } from '../shared/runtime/newToken.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';
import { createSigningDependencies, type SigningDependencies } from '../shared/runtime/signing.ts';
import { checkApplication, getApplication } from '../shared/store/applications.ts';
import { sessionKey, userKey } from '../shared/store/keys.ts';
import { putSession, readSession } from '../shared/store/sessions.ts';
import type { Table, Write } from '../shared/store/table.ts';
import { checkUser, readUser } from '../shared/store/users.ts';

type Row = (typeof applicationOperations)['createApplicationToken'];

/** L1: a JWT of the identity that the request runs as, for another service; recorded before it is handed out. */
export const handle: Handle<Row, SigningDependencies> = async (call, dependencies) => {
  const { principal } = call.caller;
  const [application, standing] = await Promise.all([
    getApplication(dependencies.table, call.params.applicationId),
    standingOf(principal, dependencies.table),
  ]);
  if (application === undefined) return refuse('application-not-found');
  if (application.interactiveOnly && actsAsServiceUser(principal)) return refuse('interactive-only');
  if (standing === undefined) return refuse('changed-meanwhile');
  const grant = grantOf(call, standing, dependencies);
  const session = applicationSession(grant);
  const Token = await dependencies.signer.sign(applicationClaims(grant, session, dependencies.issuer));
  const { applicationId } = application;
  const outcome = await commit(
    call,
    {
      writes: [putSession(session), ...checkApplication(application), ...checkIdentity(grant)],
      audit: {
        targetId: principal.userId,
        detail: { applicationId, sessionId: session.sessionId, expiresAt: session.expiresAt },
      },
      reply: issuedReply(session),
    },
    dependencies,
  );
  return isRefusal(outcome) ? outcome : { ...outcome, body: { ...outcome.body, Token } };
};

/** What is known of the person behind an assumed service user, who can be gone by now, as the session can; of anybody else it is known already. */
async function standingOf(
  principal: Principal,
  table: Table,
): Promise<Pick<ApplicationGrant, 'personGeneration' | 'assumed'> | undefined> {
  if (principal.kind !== 'assumed') return { personGeneration: principal.generation, assumed: undefined };
  const keys = [userKey(principal.person.userId), sessionKey(principal.userId, principal.sessionId)];
  const [person, session] = await table.getMany(keys);
  if (person === undefined || session === undefined) return undefined;
  return { personGeneration: readUser(person).generation, assumed: readSession(session) };
}

function grantOf(
  { caller, params, body, now }: Call<Row>,
  { personGeneration, assumed }: Pick<ApplicationGrant, 'personGeneration' | 'assumed'>,
  { newId }: SigningDependencies,
): ApplicationGrant {
  return {
    sessionId: newId('session'),
    principal: caller.principal,
    personGeneration,
    assumed,
    applicationId: params.applicationId,
    minutes: body.DurationMinutes,
    now,
  };
}

/** Repeats that the identity is as it was accepted: enabled, of that generation, with that role, and still assumed by that person. */
function checkIdentity({ principal, personGeneration }: ApplicationGrant): Write[] {
  const { userId, generation, role } = principal;
  // The role of Super-Admin mode is attached to nobody; the mode itself is repeated with every change.
  const inMode = principal.kind === 'person' && principal.mode !== undefined;
  const identity = checkUser(userId, { generation, roleIds: inMode ? [] : [role.roleId] });
  if (principal.kind !== 'assumed') return [identity];
  return [
    identity,
    checkUser(principal.person.userId, { generation: personGeneration }),
    ...stillAssuming(principal),
  ];
}

/** The Lambda function. */
export const handler = serveWith(applicationOperations, 'createApplicationToken', {
  handle,
  dependencies: createSigningDependencies(),
});
