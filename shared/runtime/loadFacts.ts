import { userIdPattern } from '../domain/ids.ts';
import { builtInRoles, permits, type Role } from '../domain/role.ts';
import { actsAsServiceUser, type Principal } from '../domain/principal.ts';
import { holdsRole, type User } from '../domain/user.ts';
import type { Fact, FactName } from '../policy/facts.ts';
import { factsOf } from '../policy/decide.ts';
import type { Access } from '../store/access.ts';
import { grantOf } from '../store/grants.ts';
import { roleKey, superAdminsKey, userKey, userShareKey } from '../store/keys.ts';
import { readRole } from '../store/roles.ts';
import { countingShare, findTagAccess } from '../store/shares.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { readSuperAdmins } from '../store/superAdmins.ts';
import { readUser } from '../store/users.ts';
import type { Authenticated } from './authenticate.ts';
import type { FactSource } from './factSource.ts';
import { loadOwnership } from './ownershipFacts.ts';
import { targetKeys } from './targets.ts';
import { transferUserFacts } from './transferFacts.ts';

/** The facts of a request, and how the caller has access to the target: what a write repeats as its condition. */
export interface LoadedFacts {
  readonly facts: ReadonlyMap<Fact, boolean>;
  readonly access: Access | undefined;
  /** Whether the caller holds the role of the path. */
  readonly holdsRole: boolean;
  /** The user of the path, where the decision had to read it. */
  readonly target: User | undefined;
}

const targetFacts: readonly Fact[] = [
  'targetIsSelf',
  'targetIsPerson',
  'targetIsServiceUser',
  'targetEnabled',
  'accessToTarget',
];

/**
 * Notes in the snapshot what the rule's facts need, as far as the request alone tells. A change also needs to know whether its
 * targets exist; a read finds that out itself.
 * @param personId - the person who may turn out to be the caller.
 */
export function wantFacts(source: FactSource, personId: string | undefined, changes: boolean): void {
  const { rule, params, snapshot } = source;
  const named = factsOf(rule);
  if (named.has('superAdminMember')) snapshot.want(superAdminsKey);
  if (changes || targetFacts.some((fact) => named.has(fact))) snapshot.want(...targetKeys(params));
  const { userId } = params;
  const shareCounts = named.has('accessToTarget') && personId !== undefined;
  if (shareCounts && userId !== undefined && userIdPattern.test(userId))
    snapshot.want(userShareKey(userId, personId));
}

/** Establishes the facts that the rule names, reading further only where a share through a tag is in question. */
export async function loadFacts(source: FactSource, caller: Authenticated): Promise<LoadedFacts> {
  const named = factsOf(source.rule);
  const target = targetUser(source, caller.user);
  const access = named.has('accessToTarget') ? await accessTo(target, source, caller) : undefined;
  const owned = await loadOwnership(source, caller);
  const role =
    source.params['roleId'] === undefined ? undefined : roleAt(source.snapshot, source.params['roleId']);
  const plain = {
    ...factsOfCaller(caller, source.snapshot, named),
    ...factsOfTarget(target, caller, access),
    ...factsOfRole(role, caller),
    ...owned.facts,
    ...transferUserFacts(source),
  };
  const facts = new Map<Fact, boolean>();
  for (const fact of named) {
    const value = fact.startsWith('may:')
      ? permits(caller.principal.role.permissions, fact.slice(4))
      : plain[fact as FactName];
    if (value !== undefined) facts.set(fact, value);
  }
  return {
    facts,
    access: access ?? owned.access ?? modeAccess(caller.principal),
    holdsRole: holdsRoleOfPath(source, caller),
    target,
  };
}

function holdsRoleOfPath({ params }: FactSource, caller: Authenticated): boolean {
  return holds(caller, params['roleId'] ?? '');
}

/** A token that is bound to a role holds that one alone, whatever its user holds (R4): else it would give others to a service user of its own. */
function holds({ principal: { tokenRoleId }, user }: Authenticated, roleId: string): boolean {
  return (tokenRoleId === undefined || tokenRoleId === roleId) && holdsRole(user, roleId);
}

function modeAccess(principal: Principal): Access | undefined {
  return principal.kind === 'person' && principal.mode !== undefined
    ? { by: 'mode', sessionId: principal.mode.sessionId }
    : undefined;
}

type PlainFacts = Partial<Record<FactName, boolean>>;

function factsOfCaller(
  { principal }: Authenticated,
  snapshot: Snapshot,
  named: ReadonlySet<Fact>,
): PlainFacts {
  return {
    signedIn: true,
    superAdminMode: principal.kind === 'person' && principal.mode !== undefined,
    actingAsServiceUser: actsAsServiceUser(principal),
    ...(named.has('superAdminMember') ? { superAdminMember: isMember(principal, snapshot) } : {}),
  };
}

function isMember(principal: Principal, snapshot: Snapshot): boolean {
  if (principal.kind !== 'person') return false;
  const { added, removed } = readSuperAdmins(snapshot.item(superAdminsKey));
  return !removed.has(principal.userId) && (principal.member || added.has(principal.userId));
}

function factsOfTarget(
  target: User | undefined,
  { principal }: Authenticated,
  access: Access | undefined,
): PlainFacts {
  if (target === undefined) return {};
  return {
    targetIsSelf: target.userId === principal.userId,
    targetIsPerson: target.kind === 'person',
    targetIsServiceUser: target.kind === 'service',
    targetEnabled: target.status === 'enabled',
    accessToTarget: access !== undefined,
  };
}

function factsOfRole(role: Role | undefined, caller: Authenticated): PlainFacts {
  if (role === undefined) return {};
  const managesRole = role.roleManagers.includes(caller.principal.userId);
  return { managesRole, accessToRole: managesRole || holds(caller, role.roleId) };
}

function targetUser({ params, snapshot }: FactSource, caller: User): User | undefined {
  const { userId } = params;
  if (userId === undefined) return undefined;
  if (userId === 'me') return caller;
  const item = snapshot.has(userKey(userId)) ? snapshot.item(userKey(userId)) : undefined;
  return item === undefined ? undefined : readUser(item);
}

function roleAt(snapshot: Snapshot, roleId: string): Role | undefined {
  const builtIn = builtInRoles.get(roleId);
  if (builtIn !== undefined) return builtIn;
  const item = snapshot.has(roleKey(roleId)) ? snapshot.item(roleKey(roleId)) : undefined;
  return item === undefined ? undefined : readRole(item);
}

/** H5: only a person has access to a service user, whatever a tag holds. The mode is a fact of its own. */
async function accessTo(
  target: User | undefined,
  { snapshot, table }: FactSource,
  { principal, user }: Authenticated,
): Promise<Access | undefined> {
  if (target?.kind !== 'service' || principal.kind !== 'person') return undefined;
  const counting = { since: user.createdAt };
  const item = await snapshot.fetch(userShareKey(target.userId, principal.userId));
  const share = countingShare(item, counting);
  if (share !== undefined) return { by: 'share', grant: grantOf(share) };
  if (principal.mode !== undefined) return undefined;
  return await findTagAccess(table, {
    serviceUserId: target.userId,
    personId: principal.userId,
    ...counting,
  });
}
