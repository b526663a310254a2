import { clientKeyIdPattern } from '../domain/clientKey.ts';
import { applicationIdPattern, idPatterns, userIdPattern } from '../domain/ids.ts';
import { builtInRoles } from '../domain/role.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import { resourceKey, roleKey, tagKey, teamKey, userKey, type Key } from '../store/keys.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { isPublicTeam } from '../store/teams.ts';

/** The path parameters of a request; `me` is the identity that it runs as. */
export type PathParameters = Readonly<Record<string, string | undefined>>;

/** What a path parameter can name. */
interface Noun {
  readonly parameter: string;
  readonly pattern: RegExp;
  readonly missing: ProblemCode;
  /** Where it is read; absent where the operation itself finds out. */
  readonly key?: (id: string) => Key;
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
  { parameter: 'tokenId', pattern: idPatterns.token, missing: 'token-not-found' },
  {
    parameter: 'applicationId',
    pattern: applicationIdPattern,
    missing: 'application-not-found',
    madeBy: 'PUT',
  },
  { parameter: 'trustRuleId', pattern: idPatterns.trustRule, missing: 'trust-rule-not-found' },
  { parameter: 'clientKeyId', pattern: clientKeyIdPattern, missing: 'client-key-not-found' },
  { parameter: 'sessionId', pattern: idPatterns.session, missing: 'session-not-found' },
];

/** The keys of all targets that the path names and that are read from the table. */
export function targetKeys(params: PathParameters): Key[] {
  return named(params).flatMap(({ noun, id }) =>
    noun.key !== undefined && noun.pattern.test(id) ? [noun.key(id)] : [],
  );
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
    .find(({ noun, id }) => !noun.pattern.test(id) || isAbsent(noun, id, snapshot))?.noun.missing;
}

function isAbsent({ key }: Noun, id: string, snapshot: Snapshot): boolean {
  return key !== undefined && snapshot.has(key(id)) && snapshot.item(key(id)) === undefined;
}

function named(params: PathParameters): { noun: Noun; id: string }[] {
  return nouns.flatMap((noun) => {
    const id = params[noun.parameter];
    return id === undefined || noun.isConstant?.(id) === true ? [] : [{ noun, id }];
  });
}
