import type { JWTPayload } from 'jose';

/** Who sent a request, as far as a token of Service Users says. */
export interface Identity {
  /** `UserId` of the service user; of the person in Super-Admin mode and in a person's own tokens. */
  readonly userId: string;
  readonly isServiceUser: boolean;
  /** The person who assumed the service user; undefined when it acts by a credential of its own. */
  readonly actor: string | undefined;
  readonly roleId: string;
  readonly roles: readonly string[];
  /** Permissions of the role, as they were at issue. */
  readonly scope: readonly string[];
  readonly clientId: string;
  readonly audience: readonly string[];
  /** `jti`: the session, for logs. */
  readonly sessionId: string;
  /** Undefined for a long-lived token that never ends, which only introspection lets in. */
  readonly expiresAt: Date | undefined;
  readonly claims: Readonly<JWTPayload>;
}

/** What we always set; a token without is none of ours. */
interface OwnClaims extends JWTPayload {
  readonly sub: string;
  readonly jti: string;
  readonly IsServiceUser: boolean;
  readonly role_id: string;
}

function areOurs(claims: JWTPayload): claims is OwnClaims {
  const texts = [claims.sub, claims.jti, claims['role_id']];
  const isDated = claims.exp === undefined || Number.isFinite(claims.exp);
  return texts.every(isText) && typeof claims['IsServiceUser'] === 'boolean' && isDated;
}

/** Reads the claims of a verified token, or of an introspection answer; undefined when one that we always set is not as we set it. */
export function identityOf(claims: JWTPayload): Identity | undefined {
  const actor = actorOf(claims['act']);
  if (!areOurs(claims) || actor === null) return undefined;
  const { sub, aud = [], client_id: clientId } = claims;
  return {
    userId: sub,
    isServiceUser: claims.IsServiceUser,
    actor: actor === sub ? undefined : actor,
    roleId: claims.role_id,
    roles: textsOf(claims['roles']),
    scope: textsOf(String(claims['scope'] ?? '').split(' ')),
    clientId: isText(clientId) ? clientId : sub,
    audience: [aud].flat(),
    sessionId: claims.jti,
    expiresAt: claims.exp === undefined ? undefined : new Date(claims.exp * 1000),
    claims,
  };
}

/** Only the current actor counts (RFC 8693 section 4.1); null for an `act` that names nobody. */
function actorOf(act: unknown): string | null | undefined {
  if (act === undefined) return undefined;
  const { sub } = (act ?? {}) as { sub?: unknown };
  return isText(sub) ? sub : null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(isText) : [];
}

const levels = ['view', 'manage', 'fullaccess'];

/** Whether the scope includes a permission `service.level`; a level includes those before it. */
export function permits({ scope }: Pick<Identity, 'scope'>, permission: string): boolean {
  const [service, level] = split(permission);
  return scope.some((held) => {
    const [heldService, heldLevel] = split(held);
    return heldService === service && level >= 0 && heldLevel >= level;
  });
}

function split(permission: string): [service: string, level: number] {
  const dot = permission.lastIndexOf('.');
  return [permission.slice(0, dot), levels.indexOf(permission.slice(dot + 1))];
}
