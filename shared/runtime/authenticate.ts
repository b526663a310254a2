import type {
  AssumedPrincipal,
  PersonPrincipal,
  Principal,
  ServiceUserPrincipal,
} from '../domain/principal.ts';
import { superAdminRole } from '../domain/role.ts';
import type { Instant } from '../domain/time.ts';
import type { TokenSecret } from '../domain/token.ts';
import type { Person, ServiceUser, User } from '../domain/user.ts';
import { sessionKey, superAdminsKey, userKey } from '../store/keys.ts';
import { readSession, type Session } from '../store/sessions.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { readSuperAdmins } from '../store/superAdmins.ts';
import type { Table } from '../store/table.ts';
import { readUser } from '../store/users.ts';
import type { AccessTokenClaims, ActedClaims, AnyTokenClaims, AuthTokenClaims } from '../tokens/claims.ts';
import { requirePersonal, requireSource } from './accessSource.ts';
import { activeRole, boundRole, narrowedTo, unboundRole } from './activeRole.ts';
import { authenticateToken, inUse, type TokenContext } from './authenticateToken.ts';
import { CredentialRejected, type Credential, type Credentials } from './credentials.ts';
import { usableEmail, type IssuerClaims } from '../tokens/issuerTokens.ts';
import { deniesMembership, requireAdded, restsOnMode } from './lostMembership.ts';
import { accessStands } from './standingAccess.ts';

/** What authentication works with in one request. */
export interface AuthenticationContext extends TokenContext {
  readonly table: Table;
  /** Whether configuration or the identity provider's group makes the holder of these claims a Super-Admin member. */
  readonly isConfiguredMember: (claims: IssuerClaims) => boolean;
  /** Provisions a person at the first request, or takes over a new email (SPEC section 2). */
  readonly provision: (claims: IssuerClaims, known: Person | undefined) => Promise<Person>;
}

/** Who a request runs as, with the user it was read from. */
export interface Authenticated {
  readonly principal: Principal;
  readonly user: User;
  /** The long-lived token that the request came with, also beside an assumed one. */
  readonly token?: TokenSecret;
  /** For a sign-in: whether it shows that the person is no Super-Admin member by configuration or group. Seldom asked. */
  readonly deniesMembership?: () => boolean;
}

/**
 * Decides who the request runs as, from a snapshot that holds what {@link wantCredentials} noted.
 * @throws CredentialRejected when anything about a credential is in doubt; RoleNotUsable for a bad X-Role-Id.
 */
export async function authenticate(
  credentials: Credentials,
  context: AuthenticationContext,
): Promise<Authenticated> {
  const { authorization, serviceUser } = credentials;
  if (serviceUser === undefined) {
    if (authorization === undefined) throw new CredentialRejected('missing');
    return await resolve(authorization, context);
  }
  const acting = await resolve(serviceUser, context);
  if (authorization === undefined) return acting;
  const beside = await resolve(authorization, { ...context, wantedRoleId: undefined });
  requireHolder(beside, serviceUser.claims, context.snapshot);
  const { token } = beside;
  if (token === undefined) return acting;
  return { ...acting, principal: { ...acting.principal, tokenId: token.tokenId }, token };
}

/** T9: beside another credential, that credential must be the person who got the token; of the mode, one who still is a member. */
function requireHolder(
  { principal, deniesMembership: denies }: Authenticated,
  claims: AuthTokenClaims,
  snapshot: Snapshot,
): void {
  if (principal.kind !== 'person' || principal.userId !== claims.act?.sub)
    throw new CredentialRejected('issued-to-someone-else');
  if (restsOnMode(claims) && denies?.() === true) requireAdded(snapshot, principal.userId);
}

async function resolve(credential: Credential, context: AuthenticationContext): Promise<Authenticated> {
  if (credential.kind === 'issuer') return await resolvePerson(credential, context);
  if (credential.kind === 'opaque') return await authenticateToken(credential.hash, context);
  const { claims } = credential;
  if (claims.token_use === 'access') return await resolveAccess(claims, context);
  return await (claims.token_use === 'assume' ? resolveAssumed : resolveMode)(claims, context);
}

async function resolvePerson(
  { personId, claims }: Credential & { kind: 'issuer' },
  context: AuthenticationContext,
): Promise<Authenticated> {
  const known = personAt(context.snapshot, personId);
  if (known !== undefined) {
    requireEnabled(known);
    if (claims.issuedAt <= known.signedOutAt) throw new CredentialRejected('signed-out');
  }
  const user = isCurrent(known, claims) ? known : await context.provision(claims, known);
  const principal: PersonPrincipal = {
    kind: 'person',
    userId: user.userId,
    displayName: user.displayName,
    generation: user.generation,
    role: await unboundRole(user, context),
    modeGeneration: user.modeGeneration,
    member: context.isConfiguredMember(claims),
  };
  const { isConfiguredMember } = context;
  return { principal, user, deniesMembership: () => deniesMembership(claims, user, isConfiguredMember) };
}

function isCurrent(known: Person | undefined, claims: IssuerClaims): known is Person {
  const email = usableEmail(claims);
  return known !== undefined && (email === undefined || email === known.email);
}

async function resolveMode(claims: ActedClaims, context: AuthenticationContext): Promise<Authenticated> {
  const { snapshot, now } = context;
  const user = personAt(snapshot, claims.sub);
  if (user === undefined || claims.act.sub !== claims.sub) throw new CredentialRejected('unknown-subject');
  const session = liveSession(snapshot, claims, now);
  requireUnbroken(user, session.generation);
  requireMode(snapshot, { person: user, session, now });
  const principal: PersonPrincipal = {
    kind: 'person',
    userId: user.userId,
    displayName: user.displayName,
    generation: user.generation,
    role: activeRole(superAdminRole),
    member: true,
    modeGeneration: user.modeGeneration,
    mode: { sessionId: session.sessionId, expiresAt: session.expiresAt },
    ...(await requirePersonal(session, user, context)),
  };
  return { principal, user };
}

/** T12, T13: everything about an assumed token is checked on every request. */
async function resolveAssumed(claims: ActedClaims, context: AuthenticationContext): Promise<Authenticated> {
  const { snapshot, now } = context;
  const item = snapshot.item(userKey(claims.sub));
  const user = item === undefined ? undefined : readUser(item);
  const person = personAt(snapshot, claims.act.sub);
  if (user?.kind !== 'service' || person === undefined) throw new CredentialRejected('unknown-subject');
  const session = liveSession(snapshot, claims, now);
  requireUnbroken(user, session.generation);
  requireUnbroken(person, session.personGeneration);
  await requireAccess({ user, person, session }, context);
  const principal: AssumedPrincipal = {
    kind: 'assumed',
    userId: user.userId,
    displayName: user.displayName,
    generation: user.generation,
    role: await boundRole(user, claims.role_id, snapshot),
    person: { userId: person.userId, displayName: person.displayName },
    sessionId: session.sessionId,
    expiresAt: session.expiresAt,
    ...(await requirePersonal(session, person, context)),
  };
  return { principal, user };
}

/** A service user by an access token: T12 and T13 hold, and what the token was got with still works. */
async function resolveAccess(
  claims: AccessTokenClaims,
  context: AuthenticationContext,
): Promise<Authenticated> {
  const { snapshot, now } = context;
  const item = snapshot.item(userKey(claims.sub));
  const user = item === undefined ? undefined : readUser(item);
  if (user?.kind !== 'service') throw new CredentialRejected('unknown-subject');
  const session = liveSession(snapshot, claims, now);
  requireUnbroken(user, session.generation);
  const token = await requireSource(session, user, context);
  const role = await boundRole(user, claims.role_id, snapshot);
  const principal: ServiceUserPrincipal = {
    kind: 'serviceUser',
    userId: user.userId,
    displayName: user.displayName,
    generation: user.generation,
    role: narrowedTo(session.scope, role),
    ...(session.scope === undefined ? {} : { narrowed: true }),
    tokenRoleId: role.roleId,
    ...(token === undefined ? {} : inUse(token)),
    tokenExpiresAt: session.expiresAt,
    ...(session.source === undefined ? {} : { source: session.source }),
  };
  return { principal, user };
}

/** T17: a correctly signed token without a record is refused; so is one whose record differs from it. */
export function liveSession(snapshot: Snapshot, claims: AnyTokenClaims, now: Instant): Session {
  const item = snapshot.item(sessionKey(claims.sub, claims.jti));
  if (item === undefined) throw new CredentialRejected('no-session');
  const session = readSession(item);
  const agrees =
    session.personId === holderOf(claims) &&
    session.roleId === claims.role_id &&
    session.generation === claims.gen &&
    session.modeSessionId === claims.mode_jti;
  if (!agrees) throw new CredentialRejected('session-mismatch');
  if (session.expiresAt <= now) throw new CredentialRejected('expired');
  return session;
}

/** Who got a token: the person in `act`, or the subject itself. */
function holderOf({ act, sub }: AnyTokenClaims): string {
  return act?.sub ?? sub;
}

/** The person still has access: by the mode that gave it (T19), a share, or a tag; each as old as the token at least. */
export async function requireAccess(
  { user, person, session }: { user: ServiceUser; person: Person; session: Session },
  { snapshot, table, now }: Pick<AuthenticationContext, 'snapshot' | 'table' | 'now'>,
): Promise<void> {
  if (session.modeSessionId !== undefined) {
    const item = snapshot.item(sessionKey(person.userId, session.modeSessionId));
    if (item === undefined) throw new CredentialRejected('mode-ended');
    requireMode(snapshot, { person, session: readSession(item), now });
    return;
  }
  if (!(await accessStands({ user, person, session }, { snapshot, table })))
    throw new CredentialRejected('access-ended');
}

/** SPEC section 4: the mode ends by its expiry, by leaving it, and by losing membership. */
export function requireMode(
  snapshot: Snapshot,
  { person, session, now }: { person: Person; session: Session; now: Instant },
): void {
  if (session.expiresAt <= now || session.modeGeneration !== person.modeGeneration)
    throw new CredentialRejected('mode-ended');
  const { members } = readSuperAdmins(snapshot.item(superAdminsKey));
  if (!members.has(person.userId)) throw new CredentialRejected('membership-ended');
}

function requireEnabled(user: User): void {
  if (user.status !== 'enabled') throw new CredentialRejected('user-disabled');
}

/** Enabled, and of the same generation as at issue: neither disabled nor signed out since. No clocks are compared. */
export function requireUnbroken(user: User, generation: number): void {
  requireEnabled(user);
  if (user.generation !== generation) throw new CredentialRejected('generation');
}

/** The person of an id, from what was read. */
export function personAt(snapshot: Snapshot, userId: string): Person | undefined {
  const item = snapshot.item(userKey(userId));
  const user = item === undefined ? undefined : readUser(item);
  return user?.kind === 'person' ? user : undefined;
}
