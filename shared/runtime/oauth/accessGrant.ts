import { builtInApplications, type Application } from '../../domain/application.ts';
import { applicationIdPattern, type SessionId } from '../../domain/ids.ts';
import type { ActiveRole, SessionSource } from '../../domain/principal.ts';
import { permissionPattern, permits } from '../../domain/role.ts';
import { addMinutes, instant, toSeconds, type Instant } from '../../domain/time.ts';
import type { ServiceUser } from '../../domain/user.ts';
import { isOAuthError, oauthError, type OAuthError } from '../../problems/oauthError.ts';
import { readApplication } from '../../store/applications.ts';
import { applicationKey } from '../../store/keys.ts';
import { longestSessionMinutes, type Session } from '../../store/sessions.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { AccessTokenClaims } from '../../tokens/claims.ts';

/** What an access token is issued for. */
export interface AccessGrant {
  readonly sessionId: SessionId;
  readonly user: ServiceUser;
  readonly role: ActiveRole;
  /** The permissions that were asked for; undefined: those of the role. */
  readonly scope: readonly string[] | undefined;
  /** The application that the token is for; undefined: this API. */
  readonly audience: string | undefined;
  readonly minutes: number;
  /** When what it is got with ends: the token never outlives it. */
  readonly endsAt: Instant | undefined;
  readonly source: SessionSource;
  readonly now: Instant;
}

/** The record of a grant; its times are whole seconds, as those of the claims. */
export function accessSession(grant: AccessGrant): Session {
  const { user, now, endsAt } = grant;
  const begin = instant(toSeconds(now) * 1000);
  const wanted = addMinutes(begin, grant.minutes);
  const end = endsAt === undefined ? wanted : Math.min(wanted, toSeconds(endsAt) * 1000);
  return {
    sessionId: grant.sessionId,
    userId: user.userId,
    personId: user.userId,
    roleId: grant.role.roleId,
    issuedAt: now,
    expiresAt: instant(end),
    generation: user.generation,
    personGeneration: user.generation,
    reason: undefined,
    modeGeneration: undefined,
    modeSessionId: undefined,
    audience: grant.audience,
    source: grant.source,
    scope: grant.scope,
  };
}

/** The claims of a grant (RFC 9068 section 2.2); without `act`, since nobody is behind it. */
export function accessClaims(grant: AccessGrant, session: Session, issuer: string): AccessTokenClaims {
  const { role } = grant;
  return {
    iss: issuer,
    sub: session.userId,
    aud: grant.audience ?? issuer,
    client_id: session.userId,
    iat: toSeconds(session.issuedAt),
    exp: toSeconds(session.expiresAt),
    jti: session.sessionId,
    IsServiceUser: true,
    role_id: role.roleId,
    roles: [role.roleName],
    scope: (grant.scope ?? role.permissions).join(' '),
    gen: session.generation,
    token_use: 'access',
  };
}

const defaultMinutes = 60;

/** The minutes that a request asks for; sixty, or as many as there may be, when it does not say (T1). */
export function minutesOf(
  { duration_minutes: text }: { readonly duration_minutes?: string | undefined },
  longest: number = longestSessionMinutes,
): number | OAuthError {
  if (text === undefined) return Math.min(defaultMinutes, longest);
  const minutes = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : 0;
  if (minutes < 1 || minutes > longestSessionMinutes) {
    return oauthError(
      'invalid_request',
      `duration_minutes must be a whole number from 1 to ${longestSessionMinutes}.`,
    );
  }
  return Math.min(minutes, longest);
}

/** The permissions that a request asks for: it may only narrow what the role holds (RFC 6749 section 3.3). */
export function scopeOf(
  { scope }: { readonly scope?: string | undefined },
  role: ActiveRole,
): { readonly scope: readonly string[] | undefined } | OAuthError {
  const wanted = [...new Set((scope ?? '').split(' ').filter((name) => name !== ''))];
  const held = wanted.every((name) => permissionPattern.test(name) && permits(role.permissions, name));
  if (!held) return oauthError('invalid_scope', 'scope may only name permissions that the role holds.');
  return { scope: wanted.length === 0 ? undefined : wanted };
}

/** How a request names whom the token is for. */
export interface AudienceFields {
  readonly audience?: string | undefined;
  readonly resource?: string | undefined;
}

/** Notes the application that a request names, to be read with the rest. */
export function wantAudience(snapshot: Snapshot, fields: AudienceFields): void {
  const named = namedAudience(fields);
  if (named !== undefined && !isOAuthError(named) && isStored(named)) snapshot.want(applicationKey(named));
}

/** The application that the token is for, or undefined for this API (RFC 8707 section 2). */
export async function audienceOf(
  fields: AudienceFields,
  snapshot: Snapshot,
  issuer: string,
): Promise<{ readonly application: Application | undefined } | OAuthError> {
  const named = namedAudience(fields);
  if (isOAuthError(named)) return named;
  if (named === undefined || named === issuer) return { application: undefined };
  const item = isStored(named) ? await snapshot.fetch(applicationKey(named)) : undefined;
  const application = item === undefined ? builtInApplications.get(named) : readApplication(item);
  if (application === undefined) return oauthError('invalid_target', 'The audience is not registered.');
  if (application.interactiveOnly) {
    return oauthError('invalid_target', 'The application is for people only.');
  }
  return { application };
}

/** Whom a request wants the token for; both ways of saying so must agree (RFC 8707 section 2). */
export function namedAudience({ audience, resource }: AudienceFields): string | undefined | OAuthError {
  if (audience !== undefined && resource !== undefined && audience !== resource) {
    return oauthError('invalid_target', 'A token is for one audience.');
  }
  return audience ?? resource;
}

function isStored(audience: string): boolean {
  return applicationIdPattern.test(audience) && !builtInApplications.has(audience);
}
