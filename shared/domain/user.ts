import type { PersonId, RoleId, ServiceUserId, TeamId } from './ids.ts';
import { defaultUsersRole } from './role.ts';
import type { Instant } from './time.ts';

/** `deleting` is for good: nothing leads back. */
export type UserStatus = 'enabled' | 'disabled' | 'deleting';

/** Who did something, as they were called then; stays true after that user is gone. */
export interface UserRef {
  readonly userId: string;
  readonly displayName: string;
}

/** How far a delete has come; kept on the user while its status is `deleting`. */
export interface Deletion {
  /** Who receives what the user owns. */
  readonly transferTo: PersonId;
  readonly startedAt: Instant;
  /** The request that began it: the receipt is recorded in its name. */
  readonly startedBy: {
    readonly actorId: string;
    readonly roleId: string;
    readonly tokenId?: string | undefined;
    readonly requestId: string;
    readonly sourceIp: string;
  };
  /** What there was to hand over when it began. */
  readonly total: number;
  /** Handed over so far. */
  readonly resources: number;
  readonly tags: number;
  readonly roles: number;
  /** Who is at work on it, and until when nobody else begins: saves work done twice, decides nothing. */
  readonly heldBy: string;
  readonly heldUntil: Instant;
}

interface UserFields {
  readonly userName: string;
  readonly displayName: string;
  readonly description: string;
  readonly status: UserStatus;
  /** Role id to role name; names of roles never change. Always holds the default-users role. */
  readonly roles: Readonly<Record<string, string>>;
  readonly defaultRoleId: RoleId;
  /** Team id to team name. Always holds Public. */
  readonly teams: Readonly<Record<string, string>>;
  /** Raised by every disabling: credentials of an earlier generation are dead for good (SPEC section 8). */
  readonly generation: number;
  /** Raised by every change but for last-active marks; the ETag. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly createdBy: UserRef;
  readonly updatedAt: Instant;
  readonly lastActiveAt: Instant | undefined;
  /** While the status is `deleting`. */
  readonly deletion?: Deletion | undefined;
}

/** A human, known by issuer and subject. */
export interface Person extends UserFields {
  readonly kind: 'person';
  readonly userId: PersonId;
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | undefined;
  /** Credentials of a person issued before this instant are dead (sign-out); 0: never signed out. */
  readonly signedOutAt: Instant;
  /** Raised by leaving Super-Admin mode and by losing membership: the mode of an earlier one is over for good. */
  readonly modeGeneration: number;
}

/** A non-human account. */
export interface ServiceUser extends UserFields {
  readonly kind: 'service';
  readonly userId: ServiceUserId;
}

/** Anybody that a request can run as. */
export type User = Person | ServiceUser;

/** The team that everybody is in; its id is its name. */
export const publicTeam = { teamId: 'Public' as TeamId, teamName: 'Public' } as const;

/** The most roles that a user can hold. */
export const maxRolesPerUser = 30;
/** The most teams that a user can be in: exchanging all of them stays one transaction (100 writes), with 30 roles held. */
export const maxTeamsPerUser = 20;

/** The next state of a user: every change raises the version. */
export function revised<U extends User>(user: U, changes: Partial<U>, at: Instant): U {
  return { ...user, ...changes, version: user.version + 1, updatedAt: at };
}

/** Roles or teams but for one. */
export function withoutKey(named: Readonly<Record<string, string>>, id: string): Record<string, string> {
  return Object.fromEntries(Object.entries(named).filter(([one]) => one !== id));
}

/** Whether the role is attached to the user now. */
export function holdsRole(user: User, roleId: string): boolean {
  return Object.hasOwn(user.roles, roleId);
}

/** What changes when a role is detached: the default role falls back to the default-users role. */
export function withoutRole(user: User, roleId: string): Pick<User, 'roles' | 'defaultRoleId'> {
  return {
    roles: withoutKey(user.roles, roleId),
    defaultRoleId: user.defaultRoleId === roleId ? defaultUsersRole.roleId : user.defaultRoleId,
  };
}
