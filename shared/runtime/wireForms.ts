import type * as z from 'zod';
import type { application, auditEvent, longLivedToken, role, session, user } from '../contract/wire.ts';
import type { Role } from '../domain/role.ts';
import { toIso } from '../domain/time.ts';
import type { OwnToken, TokenSecret, TokenState } from '../domain/token.ts';
import { publicTeam, type User } from '../domain/user.ts';
import type { Application } from '../domain/application.ts';
import type { AuditEvent } from '../store/audit.ts';
import type { Session } from '../store/sessions.ts';
import { progressToWire } from './deletionForms.ts';

/** A user on the wire; `IsServiceUser` is computed from the kind, so it cannot disagree with it (I1). */
export function userToWire(from: User): z.input<typeof user> {
  return {
    UserId: from.userId,
    UserName: from.userName,
    DisplayName: from.displayName,
    Description: from.description,
    IsServiceUser: from.kind === 'service',
    Status: from.status,
    Roles: byName(from.roles).map(([RoleId, RoleName]) => ({ RoleId, RoleName })),
    DefaultRoleId: from.defaultRoleId,
    Teams: byName(from.teams).map(([TeamId, TeamName]) => ({ TeamId, TeamName })),
    LastActiveAt: from.lastActiveAt === undefined ? null : toIso(from.lastActiveAt),
    CreatedAt: toIso(from.createdAt),
    CreatedBy: { UserId: from.createdBy.userId, DisplayName: from.createdBy.displayName },
    UpdatedAt: toIso(from.updatedAt),
    Version: from.version,
    ...(from.kind === 'person' ? { Email: from.email ?? null } : {}),
    ...(from.deletion === undefined ? {} : { Deletion: progressToWire(from.deletion) }),
  };
}

/** DynamoDB keeps no order in maps: without one of our own, the same version of a user would read differently each time. */
function byName(named: Readonly<Record<string, string>>): [id: string, name: string][] {
  const rank = ([id, name]: [string, string]) =>
    id === publicTeam.teamId ? '' : `${name.toLowerCase()}#${id}`;
  return Object.entries(named).sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}

/** The headers of an answer that is one user: its version as ETag. */
export function etagOf({ version }: User): { ETag: string } {
  return { ETag: `"${version}"` };
}

/** A role on the wire. */
export function roleToWire(from: Role): z.input<typeof role> {
  return {
    RoleId: from.roleId,
    RoleName: from.roleName,
    Description: from.description,
    Permissions: [...from.permissions],
    RoleManagers: [...from.roleManagers],
    BuiltIn: from.builtIn,
  };
}

/** A session on the wire. */
export function sessionToWire(from: Session): z.input<typeof session> {
  return {
    SessionId: from.sessionId,
    UserId: from.userId,
    PersonId: from.personId,
    RoleId: from.roleId,
    IssuedAt: toIso(from.issuedAt),
    ExpiresAt: toIso(from.expiresAt),
    Reason: from.reason ?? null,
  };
}

/** A long-lived token on the wire, without its value: that is added to the one answer that makes it (K1). */
export function tokenToWire(
  own: OwnToken,
  current: Pick<TokenSecret, 'expiresAt' | 'lastUsedAt'>,
  state: TokenState,
): z.input<typeof longLivedToken> {
  return {
    TokenId: own.tokenId,
    Name: own.name,
    State: state,
    RoleId: own.roleId ?? null,
    AllowedCidrs: own.allowedCidrs === undefined ? null : [...own.allowedCidrs],
    CreatedAt: toIso(own.createdAt),
    CreatedBy: {
      UserId: own.createdBy.userId,
      DisplayName: own.createdBy.displayName,
      ...(own.createdAs === undefined ? {} : { ServiceUserId: own.createdAs }),
    },
    ExpiresAt: current.expiresAt === undefined ? null : toIso(current.expiresAt),
    LastUsedAt: current.lastUsedAt === undefined ? null : toIso(current.lastUsedAt),
  };
}

/** An application on the wire. */
export function applicationToWire(from: Application): z.input<typeof application> {
  return {
    ApplicationId: from.applicationId,
    Name: from.name,
    InteractiveOnly: from.interactiveOnly,
    BuiltIn: from.builtIn,
  };
}

/** An audit record on the wire. */
export function eventToWire(from: AuditEvent): z.input<typeof auditEvent> {
  return {
    EventId: from.eventId,
    At: toIso(from.at),
    Action: from.action,
    ActorId: from.actorId,
    ...(from.serviceUserId === undefined ? {} : { ServiceUserId: from.serviceUserId }),
    ...(from.tokenId === undefined ? {} : { TokenId: from.tokenId }),
    TargetId: from.targetId,
    RoleId: from.roleId,
    ...(from.reason === undefined ? {} : { Reason: from.reason }),
    Detail: from.detail,
    RequestId: from.requestId,
    SourceIp: from.sourceIp,
  };
}
