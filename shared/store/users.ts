import { type PersonId, type RoleId, type ServiceUserId } from '../domain/ids.ts';
import { foldText } from '../domain/names.ts';
import { defaultUsersRole } from '../domain/role.ts';
import { instant, toIso } from '../domain/time.ts';
import { publicTeam, type Deletion, type ServiceUser, type User, type UserStatus } from '../domain/user.ts';
import { allOf, Attribute, expression, listed, type Expression } from './expression.ts';
import { mapAt, numberAt, optionalNumberAt, optionalStringAt, stringAt, textMapAt } from './fields.ts';
import {
  nameKey,
  roleEntryKey,
  roleMembersList,
  sortKey,
  teamEntryKey,
  teamMembersList,
  userKey,
  usersList,
} from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** Parses a user item. @throws Error when the item is malformed. */
export function readUser(item: Item): User {
  const fields = {
    userName: stringAt(item, 'userName'),
    displayName: stringAt(item, 'displayName'),
    description: stringAt(item, 'description'),
    status: stringAt(item, 'status') as UserStatus,
    roles: textMapAt(item, 'roles'),
    defaultRoleId: stringAt(item, 'defaultRoleId') as RoleId,
    teams: textMapAt(item, 'teams'),
    generation: numberAt(item, 'generation'),
    version: numberAt(item, 'version'),
    createdAt: instant(numberAt(item, 'createdAt')),
    createdBy: { userId: stringAt(item, 'createdById'), displayName: stringAt(item, 'createdByName') },
    updatedAt: instant(numberAt(item, 'updatedAt')),
    lastActiveAt: optionalInstant(item, 'lastActiveAt'),
    ...(item['deletion'] === undefined ? {} : { deletion: readDeletion(mapAt(item, 'deletion')) }),
  };
  const userId = stringAt(item, 'userId');
  if (stringAt(item, 'kind') === 'service')
    return { ...fields, kind: 'service', userId: userId as ServiceUserId };
  return {
    ...fields,
    kind: 'person',
    userId: userId as PersonId,
    issuer: stringAt(item, 'issuer'),
    subject: stringAt(item, 'subject'),
    email: optionalStringAt(item, 'email'),
    signedOutAt: instant(optionalNumberAt(item, 'signedOutAt') ?? 0),
    modeGeneration: numberAt(item, 'modeGeneration'),
  };
}

function readDeletion(item: Item): Deletion {
  const by = mapAt(item, 'startedBy');
  return {
    transferTo: stringAt(item, 'transferTo') as PersonId,
    startedAt: instant(numberAt(item, 'startedAt')),
    startedBy: {
      actorId: stringAt(by, 'actorId'),
      roleId: stringAt(by, 'roleId'),
      tokenId: optionalStringAt(by, 'tokenId'),
      requestId: stringAt(by, 'requestId'),
      sourceIp: stringAt(by, 'sourceIp'),
    },
    total: numberAt(item, 'total'),
    resources: numberAt(item, 'resources'),
    tags: numberAt(item, 'tags'),
    roles: numberAt(item, 'roles'),
    heldBy: stringAt(item, 'heldBy'),
    heldUntil: instant(numberAt(item, 'heldUntil')),
  };
}

function optionalInstant(item: Item, name: string) {
  const value = optionalNumberAt(item, name);
  return value === undefined ? undefined : instant(value);
}

/** One consistent read of a user. */
export async function getUser(table: Table, userId: string): Promise<User | undefined> {
  const item = await table.get(userKey(userId));
  return item === undefined ? undefined : readUser(item);
}

/** The whole item of a user. */
export function userItem(user: User): Item {
  const { createdBy, lastActiveAt, ...fields } = user;
  return {
    ...userKey(user.userId),
    entity: 'user',
    ...fields,
    createdById: createdBy.userId,
    createdByName: createdBy.displayName,
    ...(lastActiveAt === undefined ? {} : { lastActiveAt }),
    listPk: usersList(user.kind, user.status),
    ...sortKeys(user),
  };
}

/** The attributes by which a user and its list entries are sorted and searched. Each sort key ends in the id, so it is unique. */
export function sortKeys(user: User): {
  byName: string;
  byCreated: string;
  byActive: string;
  byRole: string;
  search: string;
} {
  const name = sortable(user.displayName);
  const roleName = sortable(user.roles[user.defaultRoleId] ?? '');
  return {
    byName: sortKey(name, user.userId),
    byCreated: `${toIso(user.createdAt)}#${user.userId}`,
    byActive: activeKey(user),
    byRole: sortKey(roleName, name, user.userId),
    search: `${foldText(user.displayName)}\n${foldText(user.userName)}`,
  };
}

/** Never-active users sort below all others, under `0#`; active ones by time under `1#` (V2). */
export function activeKey({ userId, lastActiveAt }: Pick<User, 'userId' | 'lastActiveAt'>): string {
  return lastActiveAt === undefined ? `0#${userId}` : `1#${toIso(lastActiveAt)}#${userId}`;
}

/** Lower case, cut so that two names and an id stay below DynamoDB's 1,024 bytes of a sort key. */
export function sortable(name: string): string {
  return Buffer.from(name.toLowerCase())
    .subarray(0, 400)
    .toString()
    .replace(/\uFFFD$/u, '');
}

/** Puts the user whole where none is. */
export function putNewUser(user: User): Write {
  return { put: userItem(user), condition: expression`attribute_not_exists(#pk)` };
}

/** Claims a service user's name, or fails where it is taken (C9). */
export function claimUserName(user: ServiceUser): Write {
  return {
    put: { ...nameKey('USER', user.userName), entity: 'name', userId: user.userId },
    condition: expression`attribute_not_exists(#pk)`,
  };
}

/**
 * Writes what differs between two states of a user (see `revised`), on condition that it still has the version of the first.
 * Sort keys and list partition follow from the new state. Last-active marks have writers of their own and are left alone.
 */
export function changeUser(before: User, after: User): Write {
  const old = userItem(before);
  const changed = Object.entries(userItem({ ...after, lastActiveAt: before.lastActiveAt })).filter(
    ([name, value]) => JSON.stringify(old[name]) !== JSON.stringify(value),
  );
  return {
    update: userKey(before.userId),
    changes: expression`SET ${listed(changed.map(([name, value]) => assignment(name, value)))}`,
    condition: expression`#version = ${before.version}`,
  };
}

function assignment(name: string, value: unknown): Expression {
  return { pieces: [`#${name} = `, ''], values: [value] };
}

/** Repeats that a user is as the decision saw it: there, enabled, of that generation, and holding the roles named. */
export function checkUser(
  userId: string,
  expected: { generation?: number; roleIds?: readonly string[] },
): Write {
  const { generation, roleIds = [] } = expected;
  const parts = [expression`#status = ${'enabled'}`];
  if (generation !== undefined) parts.push(expression`#generation = ${generation}`);
  parts.push(...holding(roleIds));
  return { check: userKey(userId), condition: allOf(parts) };
}

/** Repeats that a user is there, not being deleted (who is accepts nothing new, SPEC section 8), and holds the roles named. */
export function checkNotDeleting(userId: string, roleIds: readonly string[] = []): Write {
  const parts = [expression`attribute_exists(#pk) AND #status <> ${'deleting'}`, ...holding(roleIds)];
  return { check: userKey(userId), condition: allOf(parts) };
}

function holding(roleIds: readonly string[]): Expression[] {
  return roleIds.map((id) => expression`attribute_exists(#roles.${new Attribute(id)})`);
}

/** Ends Super-Admin mode of a person everywhere, however often it was entered. */
export function endMode(personId: string): Write {
  return {
    update: userKey(personId),
    changes: expression`ADD #modeGeneration ${1}`,
    condition: expression`attribute_exists(#pk)`,
  };
}

/** Repeats that a person is enabled, of that generation, and has not ended the mode since. */
export function checkMode(personId: string, expected: { generation: number; modeGeneration: number }): Write {
  return {
    check: userKey(personId),
    condition: allOf([
      expression`#status = ${'enabled'} AND #generation = ${expected.generation}`,
      expression`#modeGeneration = ${expected.modeGeneration}`,
    ]),
  };
}

/** The list entry of a user under one of its roles or teams; none for those that everybody has. */
export function listEntries(user: User): readonly Item[] {
  const roles = Object.keys(user.roles).filter((id) => id !== defaultUsersRole.roleId);
  const teams = Object.keys(user.teams).filter((id) => id !== publicTeam.teamId);
  const common = { entity: 'entry', userId: user.userId, ...sortKeys(user) };
  return [
    ...roles.map((id) => ({
      ...roleEntryKey(user.userId, id),
      ...common,
      listPk: roleMembersList(id, user.kind, user.status),
    })),
    ...teams.map((id) => ({
      ...teamEntryKey(user.userId, id),
      ...common,
      listPk: teamMembersList(id, user.kind, user.status),
    })),
  ];
}
