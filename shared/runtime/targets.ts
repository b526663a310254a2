import { builtInApplications } from '../domain/application.ts';
import { clientKeyIdPattern } from '../domain/clientKey.ts';
import { applicationIdPattern, idPatterns, userIdPattern } from '../domain/ids.ts';
import { builtInRoles } from '../domain/role.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import {
  applicationKey,
  clientKeyKey,
  ownTokenKey,
  resourceKey,
  roleKey,
  sessionKey,
  tagKey,
  teamKey,
  trustRuleKey,
  userKey,
  type Key,
} from '../store/keys.ts';
import { Snapshot } from '../store/snapshot.ts';
import type { Table } from '../store/table.ts';
import { isPublicTeam } from '../store/teams.ts';

/** The path parameters of a request; `me` is the identity that it runs as. */
export type PathParameters = Readonly<Record<string, string | undefined>>;

/** What a path parameter can name. */
interface Noun {
  readonly parameter: string;
  readonly pattern: RegExp;
  readonly missing: ProblemCode;
  readonly key: (id: string, userId: string) => Key;
  /** Whether the operation itself finds out that it is missing, after what is asked of it was found good. */
  readonly late?: true;
  /** The method that makes it under an id of the caller's choice: of a wrong form, that id is bad input and names nothing missing. */
  readonly madeBy?: 'PUT';
  /** Whether it always exists: a built-in, or oneself. */
  readonly isConstant?: (id: string) => boolean;
}

const nouns: readonly Noun[] = [
  {
    parameter: 'userId',
    pattern: userIdPattern,
    missing: 'user-not-found',
    key: userKey,
    isConstant: (id) => id === 'me',
  },
  {
    parameter: 'roleId',
    pattern: idPatterns.role,
    missing: 'role-not-found',
    key: roleKey,
    isConstant: (id) => builtInRoles.has(id),
  },
  {
    parameter: 'teamId',
    pattern: idPatterns.team,
    missing: 'team-not-found',
    key: teamKey,
    isConstant: isPublicTeam,
  },
  { parameter: 'resourceId', pattern: idPatterns.resource, missing: 'resource-not-found', key: resourceKey },
  { parameter: 'granteeId', pattern: userIdPattern, missing: 'user-not-found', key: userKey },
  { parameter: 'tagId', pattern: idPatterns.tag, missing: 'tag-not-found', key: tagKey },
  {
    parameter: 'tokenId',
    pattern: idPatterns.token,
    missing: 'token-not-found',
    key: (id, userId) => ownTokenKey(userId, id),
    late: true,
  },
  {
    parameter: 'applicationId',
    pattern: applicationIdPattern,
    missing: 'application-not-found',
    key: applicationKey,
    late: true,
    madeBy: 'PUT',
    isConstant: (id) => builtInApplications.has(id),
  },
  {
    parameter: 'trustRuleId',
    pattern: idPatterns.trustRule,
    missing: 'trust-rule-not-found',
    key: (id, userId) => trustRuleKey(userId, id),
    late: true,
  },
  {
    parameter: 'clientKeyId',
    pattern: clientKeyIdPattern,
    missing: 'client-key-not-found',
    key: (id, userId) => clientKeyKey(userId, id),
    late: true,
  },
  {
    parameter: 'sessionId',
    pattern: idPatterns.session,
    missing: 'session-not-found',
    key: (id, userId) => sessionKey(userId, id),
    late: true,
  },
];

/** The keys of all targets that the path names and that are read before the operation is run. */
export function targetKeys(params: PathParameters): Key[] {
  return keysOf(named(params).filter(({ noun }) => noun.late !== true));
}

function keysOf(targets: readonly Target[]): Key[] {
  return targets.filter(({ noun, id }) => noun.pattern.test(id)).map(keyOf);
}

/**
 * The 404 of what the path names, of all of it, read now: told in place of the 400 for a request that is bad beside (SPEC section 8).
 * @param params - with `me` resolved.
 */
export async function absentTarget(
  params: PathParameters,
  method: string,
  table: Table,
): Promise<ProblemCode | undefined> {
  const snapshot = new Snapshot(table);
  snapshot.want(...keysOf(named(params)));
  await snapshot.load();
  return missingTarget(params, snapshot, method);
}

/**
 * The 404 of the first target that cannot exist, or that was read and is not there; told before any 403 (SPEC section 8).
 * A malformed id names nothing, so it is unknown too.
 */
export function missingTarget(
  params: PathParameters,
  snapshot: Snapshot,
  method: string,
): ProblemCode | undefined {
  return named(params)
    .filter(({ noun }) => noun.madeBy !== method)
    .find((target) => !target.noun.pattern.test(target.id) || isAbsent(keyOf(target), snapshot))?.noun
    .missing;
}

/** One parameter of a path; `userId` is that of the path, where it has one. */
interface Target {
  readonly noun: Noun;
  readonly id: string;
  readonly userId: string;
}

function keyOf({ noun, id, userId }: Target): Key {
  return noun.key(id, userId);
}

function isAbsent(key: Key, snapshot: Snapshot): boolean {
  return snapshot.has(key) && snapshot.item(key) === undefined;
}

function named(params: PathParameters): Target[] {
  const { userId = '' } = params;
  return nouns.flatMap((noun) => {
    const id = params[noun.parameter];
    return id === undefined || noun.isConstant?.(id) === true ? [] : [{ noun, id, userId }];
  });
}
