import type { PersonId, SessionId, UserId } from '../domain/ids.ts';
import type { ActiveRole, Principal, SessionSource } from '../domain/principal.ts';
import { addMinutes, instant, toIso, toSeconds, type Instant } from '../domain/time.ts';
import type { Session } from '../store/sessions.ts';
import type { ActedClaims, TokenUse } from '../tokens/claims.ts';

/** What an auth token is issued for. */
export interface Grant {
  readonly sessionId: SessionId;
  /** Whom the token stands for. */
  readonly subject: { readonly userId: UserId; readonly generation: number };
  /** The person who gets it. */
  readonly person: { readonly userId: PersonId; readonly generation: number };
  readonly role: ActiveRole;
  readonly use: TokenUse;
  readonly minutes: number;
  readonly reason: string | undefined;
  /** The mode that gave access, where no share did: the token never outlives it (T19). */
  readonly mode: { readonly sessionId: SessionId; readonly expiresAt: Instant } | undefined;
  /** The application that the token is for; this API when left out. */
  readonly audience?: string | undefined;
  /** For Super-Admin mode: what ending the mode raises. */
  readonly modeGeneration?: number;
  /** The shares and memberships that give access: the token ends with them (T12). */
  readonly restsOn?: readonly string[] | undefined;
  /** The personal access token that it is got with; undefined: a sign-in. It ends with it (K6). */
  readonly source: SessionSource | undefined;
  /** When that token ends. */
  readonly endsAt: Instant | undefined;
  readonly now: Instant;
}

/** What a grant says of the credential in use. */
export function gotWith({ source, tokenExpiresAt }: Principal): Pick<Grant, 'source' | 'endsAt'> {
  return { source, endsAt: tokenExpiresAt };
}

/** The record of a grant. It begins and ends on whole seconds, as the claims do. */
export function sessionOf(grant: Grant): Session {
  const { subject, person, mode, endsAt } = grant;
  const wanted = addMinutes(instant(toSeconds(grant.now) * 1000), grant.minutes);
  const ends = [mode?.expiresAt, endsAt].filter((end) => end !== undefined);
  const expiresAt = instant(Math.min(wanted, ...ends.map((end) => toSeconds(end) * 1000)));
  return {
    sessionId: grant.sessionId,
    userId: subject.userId,
    personId: person.userId,
    roleId: grant.role.roleId,
    issuedAt: grant.now,
    expiresAt,
    generation: subject.generation,
    personGeneration: person.generation,
    reason: grant.reason,
    modeGeneration: grant.modeGeneration,
    modeSessionId: mode?.sessionId,
    restsOn: grant.restsOn,
    audience: grant.audience,
    source: grant.source,
  };
}

/** The claims of a grant (RFC 9068 section 2.2, RFC 8693 section 4.1). */
export function claimsOf(grant: Grant, session: Session, issuer: string): ActedClaims {
  return {
    iss: issuer,
    sub: session.userId,
    aud: grant.audience ?? issuer,
    client_id: session.userId,
    iat: toSeconds(session.issuedAt),
    exp: toSeconds(session.expiresAt),
    jti: session.sessionId,
    act: { sub: grant.person.userId },
    IsServiceUser: grant.use === 'assume',
    role_id: grant.role.roleId,
    roles: [grant.role.roleName],
    scope: grant.role.permissions.join(' '),
    gen: session.generation,
    token_use: grant.use,
    ...(session.modeSessionId === undefined ? {} : { mode_jti: session.modeSessionId }),
  };
}

/** The answer for a grant, still without the token. */
export function issuedReply(session: Session) {
  return {
    status: 201 as const,
    body: {
      TokenType: 'Bearer' as const,
      ExpiresAt: toIso(session.expiresAt),
      ExpiresIn: toSeconds(session.expiresAt) - toSeconds(session.issuedAt),
      RoleId: session.roleId,
      UserId: session.userId,
      SessionId: session.sessionId,
    },
  };
}
