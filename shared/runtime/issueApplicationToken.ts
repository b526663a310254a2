import type { SessionId } from '../domain/ids.ts';
import { actsAsServiceUser, personBehind, type Principal } from '../domain/principal.ts';
import { addMinutes, instant, toSeconds, type Instant } from '../domain/time.ts';
import type { Session } from '../store/sessions.ts';
import type { ApplicationTokenClaims } from '../tokens/claims.ts';

/** What a token for an application is issued for: the identity that the request runs as (SPEC section 10). */
export interface ApplicationGrant {
  readonly sessionId: SessionId;
  readonly principal: Principal;
  /** Generation of the person behind an assumed service user; else of the principal. */
  readonly personGeneration: number;
  /** What the access of that person rests on: the token stands and falls with it, as the session does. */
  readonly assumed: Pick<Session, 'restsOn' | 'modeSessionId'> | undefined;
  readonly applicationId: string;
  readonly minutes: number;
  readonly now: Instant;
}

/** The record of the grant; it ends no later than the session, mode or token that it came from. */
export function applicationSession(grant: ApplicationGrant): Session {
  const { principal, now } = grant;
  const wanted = addMinutes(instant(toSeconds(now) * 1000), grant.minutes);
  return {
    sessionId: grant.sessionId,
    userId: principal.userId,
    personId: personBehind(principal) ?? principal.userId,
    roleId: principal.role.roleId,
    issuedAt: now,
    expiresAt: instant(Math.min(wanted, ...endsOf(principal))),
    generation: principal.generation,
    personGeneration: grant.personGeneration,
    modeGeneration: undefined,
    reason: undefined,
    modeSessionId: principal.kind === 'person' ? principal.mode?.sessionId : grant.assumed?.modeSessionId,
    restsOn: grant.assumed?.restsOn,
    audience: grant.applicationId,
  };
}

/** When the credential in use ends, as far as it is one of ours. */
function endsOf(principal: Principal): Instant[] {
  const session = principal.kind === 'assumed' ? principal.expiresAt : undefined;
  const mode = principal.kind === 'person' ? principal.mode?.expiresAt : undefined;
  return [session, mode, principal.tokenExpiresAt].filter((end) => end !== undefined);
}

/** The claims of the grant (RFC 9068 section 2.2, RFC 8693 section 4.1); `act` where a service user was assumed. */
export function applicationClaims(
  { principal, applicationId }: ApplicationGrant,
  session: Session,
  issuer: string,
): ApplicationTokenClaims {
  const { role } = principal;
  return {
    iss: issuer,
    sub: session.userId,
    aud: applicationId,
    client_id: session.userId,
    iat: toSeconds(session.issuedAt),
    exp: toSeconds(session.expiresAt),
    jti: session.sessionId,
    ...(principal.kind === 'assumed' ? { act: { sub: principal.person.userId } } : {}),
    IsServiceUser: actsAsServiceUser(principal),
    role_id: role.roleId,
    roles: [role.roleName],
    scope: role.permissions.join(' '),
    gen: session.generation,
    token_use: 'application',
    ...(session.modeSessionId === undefined ? {} : { mode_jti: session.modeSessionId }),
  };
}
