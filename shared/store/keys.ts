import { createHash } from 'node:crypto';
import { foldName } from '../domain/names.ts';
import type { UserStatus } from '../domain/user.ts';

/** The primary key of an item. Every template of one stands in this file and nowhere else. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** One text per key, for maps and sets. */
export function nameOf({ pk, sk }: Key): string {
  return `${pk}\n${sk}`;
}

const single = (pk: string, sk: string): Key => ({ pk, sk });

/** A user of either kind. */
export const userKey = (userId: string): Key => single(`USER#${userId}`, 'USER');
/** An Owner share of a service user, in the service user's partition. */
export const userShareKey = (serviceUserId: string, personId: string): Key =>
  single(`USER#${serviceUserId}`, `SHARE#USER#${personId}`);
/** A share of a service user with a tag. */
export const tagShareKey = (serviceUserId: string, tagId: string): Key =>
  single(`USER#${serviceUserId}`, `SHARE#TAG#${tagId}`);
/** Prefix of all shares of a service user or resource; those with tags come first. */
export const sharePrefix = 'SHARE#';
/** Prefix of the shares with tags. */
export const tagSharePrefix = 'SHARE#TAG#';
/** A user's membership of a tag, in the member's partition so that access is a consistent read. */
export const tagMemberKey = (userId: string, tagId: string): Key => single(`USER#${userId}`, `TAG#${tagId}`);
/** Prefix of all tags that a user is on. */
export const tagMemberPrefix = 'TAG#';
/** The record of an issued auth token. */
export const sessionKey = (userId: string, sessionId: string): Key =>
  single(`USER#${userId}`, `SESSION#${sessionId}`);
/** Prefix of all sessions of a user. */
export const sessionPrefix = 'SESSION#';
/** That somebody looks after a role, in the manager's partition: part of what a delete hands over (D4). */
export const ownedRoleKey = (userId: string, roleId: string): Key =>
  single(`USER#${userId}`, `OWNS#ROLE#${roleId}`);
/** Prefix of all roles that somebody looks after. */
export const ownedRolePrefix = 'OWNS#ROLE#';
/** The entry by which a user is listed under a role. */
export const roleEntryKey = (userId: string, roleId: string): Key =>
  single(`USER#${userId}`, `IN#ROLE#${roleId}`);
/** The entry by which a user is listed under a team. */
export const teamEntryKey = (userId: string, teamId: string): Key =>
  single(`USER#${userId}`, `IN#TEAM#${teamId}`);
/** Prefix of both kinds of list entries. */
export const entryPrefix = 'IN#';
/** What a long-lived token is verified by: found by the SHA-256 of its value. */
export const tokenKey = (hash: string): Key => single(`TOKEN#${hash}`, 'TOKEN');
/** What a long-lived token is managed by, in its user's partition. */
export const ownTokenKey = (userId: string, tokenId: string): Key =>
  single(`USER#${userId}`, `TOKEN#${tokenId}`);
/** The claim on a token's name, unique per user (K3). */
export const tokenNameKey = (userId: string, name: string): Key =>
  single(`USER#${userId}`, `TOKENNAME#${digest(name)}`);
/** Since when a person's access to a service user is unbroken although the way of it changed. */
export const accessMarkKey = (serviceUserId: string, personId: string): Key =>
  single(`USER#${serviceUserId}`, `ACCESS#${personId}`);
/** Since when a person is gone: who comes again has the same id, and tokens of the issuer from before stay dead. */
export const gonePersonKey = (personId: string): Key => single(`GONE#${personId}`, 'GONE');
/** A tag. */
export const tagKey = (tagId: string): Key => single(`TAG#${tagId}`, 'TAG');
/** A registered resource. */
export const resourceKey = (resourceId: string): Key => single(`RESOURCE#${resourceId}`, 'RESOURCE');
/** That somebody owns a resource, in the owner's partition: a consistent list of what a delete hands over (D4). */
export const ownedResourceKey = (ownerId: string, resourceId: string): Key =>
  single(`USER#${ownerId}`, `OWNS#RESOURCE#${resourceId}`);
/** Prefix of all resources of an owner. */
export const ownedResourcePrefix = 'OWNS#RESOURCE#';
/** A share of a resource with a user of either kind. */
export const resourceUserShareKey = (resourceId: string, userId: string): Key =>
  single(`RESOURCE#${resourceId}`, `SHARE#USER#${userId}`);
/** A share of a resource with a tag. */
export const resourceTagShareKey = (resourceId: string, tagId: string): Key =>
  single(`RESOURCE#${resourceId}`, `SHARE#TAG#${tagId}`);
/** A registered application. */
export const applicationKey = (applicationId: string): Key =>
  single(`APPLICATION#${applicationId}`, 'APPLICATION');
/** A trust rule of a service user. */
export const trustRuleKey = (userId: string, trustRuleId: string): Key =>
  single(`USER#${userId}`, `TRUST#${trustRuleId}`);
/** Prefix of all trust rules of a service user. */
export const trustRulePrefix = 'TRUST#';
/** A public key of a service user for client assertions. */
export const clientKeyKey = (userId: string, clientKeyId: string): Key =>
  single(`USER#${userId}`, `CLIENTKEY#${clientKeyId}`);
/** Prefix of all client keys of a service user. */
export const clientKeyPrefix = 'CLIENTKEY#';
/** What a service user has of a kind, by name: one item, so that names are unique and the number limited. */
export const rosterKey = (userId: string, kind: 'trustRules' | 'clientKeys'): Key =>
  single(`USER#${userId}`, `ROSTER#${kind}`);
/** What names an assertion among all others. */
export interface AssertionName {
  readonly issuer: string;
  readonly id: string;
  /** The thumbprint of the key that signed it, where whoever trusts it named the key: others cannot use it up in their own name. */
  readonly signer?: string | undefined;
}
/** That an assertion was accepted, and is not accepted again; whose it was and what named it are hashed. */
export const usedAssertionKey = ({ issuer, id, signer }: AssertionName): Key =>
  single(
    `USED#${digest(JSON.stringify(signer === undefined ? [issuer, id] : [issuer, id, signer]))}`,
    'USED',
  );
/** A custom role. */
export const roleKey = (roleId: string): Key => single(`ROLE#${roleId}`, 'ROLE');
/** A team. */
export const teamKey = (teamId: string): Key => single(`TEAM#${teamId}`, 'TEAM');
/** What has names of its own; those of a tag are pairs. */
export type NameSpace = 'USER' | 'ROLE' | 'TEAM' | 'TAG';
/** A name, or the parts of one. */
export type NameParts = readonly [string, ...string[]];
/** The claim on a name: one for all that compare equal. Free text is hashed, so no name can reach another key. */
export const nameKey = (space: NameSpace, ...name: NameParts): Key =>
  claimKey(space, claimText(name.map(foldName)));
/** Where names were claimed that differ from others in case only; the same key for almost all of them. */
export const formerNameKey = (space: NameSpace, ...name: NameParts): Key =>
  claimKey(space, claimText(name).toLowerCase());
/** The registry of Super-Admin members: one small item, changed rarely. */
export const superAdminsKey: Key = single('SUPERADMINS', 'SUPERADMINS');
/** The published public keys. */
export const publicKeysKey: Key = single('PUBLICKEYS', 'PUBLICKEYS');
/** The key that signs cursors. */
export const cursorKeyKey: Key = single('CURSORKEY', 'CURSORKEY');
/** A record of what happened to a target; a partition of its own, so that a grant can be read-and-append. */
export const auditKey = (targetId: string, eventId: string): Key => single(`AUDIT#${targetId}`, eventId);
/** Partition of the events of a target. */
export const auditPartition = (targetId: string): string => `AUDIT#${targetId}`;
/** The record of an idempotent request; the caller's key is hashed, so it can hold anything. */
export const idempotencyKey = (principalId: string, operation: string, key: string): Key =>
  single(`IDEMPOTENCY#${principalId}#${operation}#${digest(key)}`, 'IDEMPOTENCY');

/** List partition of all users of one kind and status. */
export const usersList = (kind: 'person' | 'service', status: UserStatus): string =>
  `USERS#${kind}#${status}`;
/** List partition of the users of one kind and status who hold a role. */
export const roleMembersList = (roleId: string, kind: 'person' | 'service', status: UserStatus): string =>
  `ROLE#${roleId}#${kind}#${status}`;
/** List partition of the users of one kind and status who are in a team. */
export const teamMembersList = (teamId: string, kind: 'person' | 'service', status: UserStatus): string =>
  `TEAM#${teamId}#${kind}#${status}`;
/** List partition of custom roles. */
export const rolesList = 'ROLES';
/** List partition of teams. */
export const teamsList = 'TEAMS';
/** List partition of the tokens that expire on a day (`YYYY-MM-DD`, UTC). */
export const expiringList = (day: string): string => `EXPIRES#${day}`;
/** List partition of all tags. */
export const tagsList = 'TAGS';
/** List partition of the users on a tag. */
export const tagMembersList = (tagId: string): string => `TAG#${tagId}`;
/** List partition of all applications. */
export const applicationsList = 'APPLICATIONS';
/** Resources are listed in this many partitions, merged, so that registering many spreads over them. */
export const resourceShards = 8;
/** List partition of a share of all resources. */
export const resourcesList = (shard: number): string => `RESOURCES#${shard}`;
/** List partition of what is shared with a person or a tag. */
export const granteeList = (granteeId: string): string => `GRANTEE#${granteeId}`;

/** A sort key of a list: the parts end in a character below every one that a name can hold, so `svc` comes before `svc loader`. */
export const sortKey = (...parts: readonly string[]): string => parts.join('\u0001');

function claimKey(space: NameSpace, text: string): Key {
  return single(`NAME#${space}#${digest(text)}`, 'NAME');
}

/** One text per name: the parts of a pair do not run into each other. */
function claimText(name: readonly string[]): string {
  return name.length === 1 ? name.join('') : JSON.stringify(name);
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}
