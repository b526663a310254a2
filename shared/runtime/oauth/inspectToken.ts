import type { Principal } from '../../domain/principal.ts';
import { superAdminRole } from '../../domain/role.ts';
import { fromSeconds, toSeconds, type Instant } from '../../domain/time.ts';
import type { User } from '../../domain/user.ts';
import { sessionKey, superAdminsKey, userKey } from '../../store/keys.ts';
import { readSession } from '../../store/sessions.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { readUser } from '../../store/users.ts';
import { decodeJsonObject } from '../../tokens/base64url.ts';
import type { AnyTokenClaims, ApplicationTokenClaims, AuthTokenClaims } from '../../tokens/claims.ts';
import { hashOfOpaqueToken, looksOpaque } from '../../tokens/opaqueToken.ts';
import { verifyAnyToken } from '../../tokens/verifier.ts';
import { requireSource } from '../accessSource.ts';
import { activeRole, boundRole, narrowedTo, RoleNotUsable } from '../activeRole.ts';
import {
  authenticate,
  liveSession,
  requireMode,
  requireUnbroken,
  type AuthenticationContext,
} from '../authenticate.ts';
import { authenticateToken, TokenPolicyBroken } from '../authenticateToken.ts';
import { CredentialRejected } from '../credentials.ts';
import { wantCredentials } from '../wantCredentials.ts';
import { wantToken } from './authenticateClient.ts';
import type { OAuthDependencies } from './oauthDependencies.ts';

/** A token of ours that works now. */
export interface LiveToken {
  readonly user: User;
  readonly role: Principal['role'];
  readonly use: string;
  /** The session's or token's id. */
  readonly id: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant | undefined;
  readonly audience: string;
  /** The person behind it, where there is one beside the subject. */
  readonly actor: string | undefined;
}

/**
 * Finds out whether a token of ours works now, with every check of its use (T12, T13) but where the request comes from: that is
 * not known to who asks.
 * @returns undefined for everything unknown, dead or not ours.
 */
export async function inspectToken(
  token: string,
  now: Instant,
  dependencies: OAuthDependencies,
): Promise<LiveToken | undefined> {
  try {
    return looksOpaque(token)
      ? await inspectOpaque(token, now, dependencies)
      : await inspectJwt(token, now, dependencies);
  } catch (error) {
    const dead =
      error instanceof CredentialRejected ||
      error instanceof TokenPolicyBroken ||
      error instanceof RoleNotUsable;
    if (dead) return undefined;
    throw error;
  }
}

async function inspectOpaque(
  value: string,
  now: Instant,
  { table, tokenPolicy, issuer }: OAuthDependencies,
): Promise<LiveToken | undefined> {
  const hash = hashOfOpaqueToken(value);
  if (hash === undefined) return undefined;
  const snapshot = new Snapshot(table);
  wantToken(snapshot, hash);
  await snapshot.load();
  const context = { snapshot, now, tokenPolicy, sourceIp: undefined, wantedRoleId: undefined };
  const { user, principal, token } = await authenticateToken(hash, context);
  return {
    ...{ user, role: principal.role, use: token.kind, id: token.tokenId, actor: undefined },
    issuedAt: token.createdAt,
    expiresAt: token.expiresAt,
    audience: issuer,
  };
}

/** The claims of a token that we signed, whomever it is for; undefined for any other text. */
export async function ownClaims(
  token: string,
  now: Instant,
  { issuer, publicKeys }: OAuthDependencies,
): Promise<AnyTokenClaims | undefined> {
  const audience = decodeJsonObject(token.split('.')[1] ?? '')?.['aud'];
  if (typeof audience !== 'string') return undefined;
  const verified = await verifyAnyToken(token, publicKeys, { issuer, audience, now });
  return 'fault' in verified ? undefined : verified.claims;
}

async function inspectJwt(
  token: string,
  now: Instant,
  dependencies: OAuthDependencies,
): Promise<LiveToken | undefined> {
  const claims = await ownClaims(token, now, dependencies);
  if (claims === undefined) return undefined;
  const snapshot = new Snapshot(dependencies.table);
  const context = contextOf(snapshot, now, dependencies);
  const { user, principal } =
    claims.token_use === 'application'
      ? await resolveApplication(claims, context)
      : await resolveOwn(claims, context);
  return {
    ...{ user, role: principal.role, use: claims.token_use, id: claims.jti, audience: claims.aud },
    issuedAt: fromSeconds(claims.iat),
    expiresAt: fromSeconds(claims.exp),
    actor: claims.act === undefined || claims.act.sub === claims.sub ? undefined : claims.act.sub,
  };
}

function contextOf(
  snapshot: Snapshot,
  now: Instant,
  { table, tokenPolicy }: OAuthDependencies,
): AuthenticationContext {
  return {
    ...{ snapshot, table, now, tokenPolicy, sourceIp: undefined, wantedRoleId: undefined },
    isConfiguredMember: () => false,
    // Nobody signs in by being asked about.
    provision: () => Promise.reject(new CredentialRejected('not-ours')),
  };
}

interface Resolved {
  readonly user: User;
  readonly principal: Pick<Principal, 'role'>;
}

async function resolveOwn(claims: AuthTokenClaims, context: AuthenticationContext): Promise<Resolved> {
  const credentials = { authorization: { kind: 'authToken' as const, claims }, serviceUser: undefined };
  wantCredentials(context.snapshot, credentials);
  await context.snapshot.load();
  return await authenticate(credentials, context);
}

/** A token for an application is of who asked for it, assumed or not; it stands and falls with that, and with what it was got with. */
async function resolveApplication(
  claims: ApplicationTokenClaims,
  context: AuthenticationContext,
): Promise<Resolved> {
  const { act } = claims;
  if (act !== undefined) return await resolveOwn({ ...claims, act, token_use: 'assume' }, context);
  const { snapshot, now } = context;
  snapshot.want(userKey(claims.sub), sessionKey(claims.sub, claims.jti));
  await snapshot.load();
  const item = snapshot.item(userKey(claims.sub));
  if (item === undefined) throw new CredentialRejected('unknown-subject');
  const user = readUser(item);
  const session = liveSession(snapshot, claims, now);
  requireUnbroken(user, session.generation);
  if (user.kind === 'service' || session.source !== undefined) await requireSource(session, user, context);
  if (session.modeSessionId === undefined) {
    const role = await boundRole(user, claims.role_id, snapshot);
    return { user, principal: { role: narrowedTo(session.scope, role) } };
  }
  if (user.kind !== 'person') throw new CredentialRejected('session-mismatch');
  const mode = await snapshot.fetch(sessionKey(user.userId, session.modeSessionId));
  if (mode === undefined) throw new CredentialRejected('mode-ended');
  await snapshot.fetch(superAdminsKey);
  requireMode(snapshot, { person: user, session: readSession(mode), now });
  return { user, principal: { role: activeRole(superAdminRole) } };
}

/** The answer of introspection for a token that works (RFC 7662 section 2.2). */
export function liveAnswer(live: LiveToken, issuer: string) {
  const { user, role, expiresAt } = live;
  return {
    active: true,
    scope: role.permissions.join(' '),
    client_id: user.userId,
    username: user.userName,
    token_type: 'Bearer' as const,
    ...(expiresAt === undefined ? {} : { exp: toSeconds(expiresAt) }),
    iat: toSeconds(live.issuedAt),
    sub: user.userId,
    aud: live.audience,
    iss: issuer,
    jti: live.id,
    ...(live.actor === undefined ? {} : { act: { sub: live.actor } }),
    IsServiceUser: user.kind === 'service',
    role_id: role.roleId,
    roles: [role.roleName],
    token_use: live.use,
  };
}
