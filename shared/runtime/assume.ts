import type { authTokenOperations } from '../contract/authTokens.ts';
import { builtInApplications, type Application } from '../domain/application.ts';
import { applicationIdPattern } from '../domain/ids.ts';
import type { ActiveRole, PersonPrincipal } from '../domain/principal.ts';
import { builtInRoles } from '../domain/role.ts';
import type { ServiceUser, User } from '../domain/user.ts';
import { isRefusal, refuse, type Refusal } from '../problems/refusal.ts';
import { defaultRole, heldRole } from './activeRole.ts';
import type { Call, Outcome, RequestContext } from './call.ts';
import { commit, guard } from './commit.ts';
import { claimsOf, gotWith, issuedReply, sessionOf, type Grant } from './issueToken.ts';
import { roleNotHeld } from './roleNotHeld.ts';
import type { SigningDependencies } from './signing.ts';
import { grantsOf } from '../store/access.ts';
import { checkApplication, readApplication } from '../store/applications.ts';
import { applicationKey, roleKey, userKey, type Key } from '../store/keys.ts';
import { checkRole } from '../store/roles.ts';
import { putSession } from '../store/sessions.ts';
import { checkAccess } from '../store/shares.ts';
import { Snapshot } from '../store/snapshot.ts';
import { checkUser, readUser } from '../store/users.ts';

type Row = (typeof authTokenOperations)['createAuthToken'];

/** A decided request to assume a service user: of the operation of that name, or of a token exchange. */
export type AssumingCall = RequestContext & Pick<Call<Row>, 'caller' | 'params' | 'body'>;

/**
 * SPEC section 5: the token is signed, then its session recorded with everything the decision relied on as a condition, and only
 * then handed out. Without its record it is worth nothing; without KMS nothing is recorded.
 */
export async function assume(call: AssumingCall, dependencies: SigningDependencies): Promise<Outcome<Row>> {
  const { principal } = call.caller;
  // T16 is the authorizer's; a principal that is no person cannot get here.
  if (principal.kind !== 'person') return refuse('not-for-service-users');
  const target = await readTarget(call, dependencies);
  if (isRefusal(target)) return target;
  const grant = grantOf(call, { ...target, person: principal, sessionId: dependencies.newId('session') });
  const session = sessionOf(grant);
  const Token = await dependencies.signer.sign(claimsOf(grant, session, dependencies.issuer));
  const { access } = call.caller;
  const accessChecks = access === undefined ? [] : checkAccess(access, target.user.userId, principal.userId);
  const outcome = await commit(
    call,
    {
      writes: [
        putSession(session),
        guard(
          checkUser(target.user.userId, {
            generation: target.user.generation,
            roleIds: [target.role.roleId],
          }),
          'changed-meanwhile',
        ),
        guard(checkUser(principal.userId, { generation: principal.generation }), 'changed-meanwhile'),
        ...accessChecks,
        ...checkRole(target.role),
        ...(target.application === undefined ? [] : checkApplication(target.application)),
      ],
      audit: {
        targetId: target.user.userId,
        reason: call.body.Reason,
        detail: { sessionId: session.sessionId, roleId: session.roleId, expiresAt: session.expiresAt },
      },
      reply: issuedReply(session),
    },
    dependencies,
  );
  return isRefusal(outcome) ? outcome : { ...outcome, body: { ...outcome.body, Token } };
}

interface Target {
  readonly user: ServiceUser;
  readonly role: ActiveRole;
  /** The application that the token is for; undefined: this API. */
  readonly application: Application | undefined;
}

type TargetRefusal = Refusal<
  | 'user-not-found'
  | 'not-a-service-user'
  | 'role-not-held'
  | 'audience-unknown'
  | 'interactive-only'
  | 'user-disabled'
>;

/** T3, T4, R6, L1. One round trip at most; none where the decision has read the user, and the role is built in. */
async function readTarget(
  call: AssumingCall,
  { table, issuer }: SigningDependencies,
): Promise<Target | TargetRefusal> {
  const { params, body } = call;
  const audience = body.Audience === issuer ? undefined : body.Audience;
  const known = knownTarget(call);
  const snapshot = new Snapshot(table);
  snapshot.want(...roleKeys(body.RoleId ?? known?.defaultRoleId), ...applicationKeys(audience));
  if (known === undefined) snapshot.want(userKey(params.userId));
  await snapshot.load();
  const application = applicationAt(snapshot, audience);
  if (isRefusal(application)) return application;
  const user = serviceUserOf(known ?? userAt(snapshot, params.userId));
  return isRefusal(user) ? user : await targetOf({ user, application, roleId: body.RoleId }, snapshot);
}

function knownTarget({ caller: { user }, params }: AssumingCall): User | undefined {
  return user?.userId === params.userId ? user : undefined;
}

async function targetOf(
  { user, application, roleId }: Omit<Target, 'role'> & { readonly roleId: string | undefined },
  snapshot: Snapshot,
): Promise<Target | TargetRefusal> {
  const role = await (roleId === undefined ? defaultRole(user, snapshot) : heldRole(user, roleId, snapshot));
  if (role === undefined) return roleNotHeld('RoleId');
  return user.status === 'enabled' ? { user, role, application } : refuse('user-disabled');
}

function serviceUserOf(
  user: User | undefined,
): ServiceUser | Refusal<'user-not-found' | 'not-a-service-user'> {
  if (user === undefined) return refuse('user-not-found');
  return user.kind === 'service' ? user : refuse('not-a-service-user');
}

function userAt(snapshot: Snapshot, userId: string): User | undefined {
  const item = snapshot.item(userKey(userId));
  return item === undefined ? undefined : readUser(item);
}

function applicationKeys(audience: string | undefined): Key[] {
  const registered = audience !== undefined && applicationIdPattern.test(audience);
  return registered && !builtInApplications.has(audience) ? [applicationKey(audience)] : [];
}

/** Only a registered application is an audience, and only one that is not for people alone (L1). */
function applicationAt(
  snapshot: Snapshot,
  audience: string | undefined,
): Application | undefined | Refusal<'audience-unknown' | 'interactive-only'> {
  if (audience === undefined) return undefined;
  const [key] = applicationKeys(audience);
  const item = key === undefined ? undefined : snapshot.item(key);
  const application = item === undefined ? builtInApplications.get(audience) : readApplication(item);
  if (application === undefined) return refuse('audience-unknown');
  return application.interactiveOnly ? refuse('interactive-only') : application;
}

function roleKeys(roleId: string | undefined): Key[] {
  return roleId === undefined || builtInRoles.has(roleId) ? [] : [roleKey(roleId)];
}

function grantOf(
  { caller, body, now }: AssumingCall,
  {
    user,
    role,
    application,
    person,
    sessionId,
  }: Target & { person: PersonPrincipal; sessionId: Grant['sessionId'] },
): Grant {
  return {
    sessionId,
    subject: user,
    person,
    role,
    use: 'assume',
    minutes: body.DurationMinutes,
    reason: body.Reason,
    audience: application?.applicationId,
    mode: caller.access?.by === 'mode' ? person.mode : undefined,
    restsOn: caller.access?.by === 'mode' ? undefined : grantsOf(caller.access),
    ...gotWith(person),
    now,
  };
}
