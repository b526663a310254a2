import { defaultUsersRole } from '../domain/role.ts';
import { instant, type Instant } from '../domain/time.ts';
import { publicTeam, revised, type Person, type User } from '../domain/user.ts';
import { personUserName } from '../domain/userName.ts';
import { putAudit } from '../store/audit.ts';
import { expression } from '../store/expression.ts';
import { checkNotGone } from '../store/gonePersons.ts';
import { superAdminsKey, userKey } from '../store/keys.ts';
import { mayBeSeen, readSuperAdmins, registerMember } from '../store/superAdmins.ts';
import type { Table, Write } from '../store/table.ts';
import { activeKey, changeUser, getUser, putNewUser } from '../store/users.ts';
import { personIdOf, usableEmail, type IssuerClaims } from '../tokens/issuerTokens.ts';
import type { AuthorizerDependencies } from './authorizerDependencies.ts';
import { CredentialRejected } from './credentials.ts';
import type { Dependencies } from './dependencies.ts';
import { errorFields, log } from './log.ts';

/** How old a last-active mark may be before a request renews it, in milliseconds. */
const activeMarkMs = 300_000;

/** Tells whether configuration (subject or verified email) or the provider's group makes somebody a Super-Admin member. */
export function configuredMembership({
  superAdmins,
  superAdminGroup,
}: Pick<AuthorizerDependencies, 'superAdmins' | 'superAdminGroup'>): (claims: IssuerClaims) => boolean {
  return ({ subject, email, emailVerified, groups }) =>
    superAdmins.includes(subject) ||
    (emailVerified && email !== undefined && superAdmins.includes(email.toLowerCase())) ||
    groups.includes(superAdminGroup);
}

interface Provisioning {
  readonly claims: IssuerClaims;
  readonly known: Person | undefined;
  readonly isMember: boolean;
  /** For the audit. */
  readonly request: { readonly requestId: string; readonly sourceIp: string };
}

/**
 * Stores a person at the first authenticated request, or a new email of one that is known (SPEC section 2).
 * Two first requests at once store one person.
 */
export async function provisionPerson(
  provisioning: Provisioning,
  dependencies: AuthorizerDependencies,
): Promise<Person> {
  const { claims, known } = provisioning;
  const { table, clock, issuerTokens } = dependencies;
  const now = clock();
  const person =
    known === undefined ? newPerson(claims, issuerTokens.issuer, now) : withEmail(known, claims, now);
  const writes =
    known === undefined
      ? [putNewUser(person), checkNotGone(person.userId, claims.issuedAt)]
      : [changeUser(known, person)];
  const audit = auditOf(person, provisioning, dependencies);
  const membership = await membershipWrites(person, provisioning, table);
  if (await isStored(table, [...writes, audit], membership)) return person;
  const other = await getUser(table, person.userId);
  if (other?.kind !== 'person' || other.status !== 'enabled') throw new CredentialRejected('user-disabled');
  return other;
}

/** Who cannot be registered as a member after all is a person nonetheless. */
async function isStored(
  table: Table,
  writes: readonly Write[],
  membership: readonly Write[],
): Promise<boolean> {
  const failed = await table.transact([...writes, ...membership]);
  const onlyMembership = failed.length > 0 && failed.every(({ index }) => index >= writes.length);
  return onlyMembership ? await isStored(table, writes, []) : failed.length === 0;
}

/** A new person who is a Super-Admin member counts as one from the first request on, unless removed explicitly before or without room. */
async function membershipWrites(
  person: Person,
  { known, isMember }: Provisioning,
  table: Table,
): Promise<Write[]> {
  if (known !== undefined || !isMember) return [];
  const registry = readSuperAdmins(await table.get(superAdminsKey));
  return mayBeSeen(registry, person.userId) ? [registerMember(person.userId, 'seen')] : [];
}

function auditOf(
  person: Person,
  { known, request }: Provisioning,
  { clock, newId }: AuthorizerDependencies,
): Write {
  return putAudit({
    eventId: newId('event'),
    at: clock(),
    action: known === undefined ? 'provisionPerson' : 'changeEmail',
    actorId: person.userId,
    serviceUserId: undefined,
    tokenId: undefined,
    targetId: person.userId,
    roleId: person.defaultRoleId,
    reason: undefined,
    detail: {},
    requestId: request.requestId,
    sourceIp: request.sourceIp,
  });
}

function newPerson(claims: IssuerClaims, issuer: string, now: Instant): Person {
  const userId = personIdOf(issuer, claims.subject);
  const { subject } = claims;
  const email = usableEmail(claims);
  const userName = personUserName({ email, subject, userId });
  const displayName = claims.name ?? userName;
  return {
    kind: 'person',
    userId,
    issuer,
    subject,
    email,
    userName,
    displayName,
    description: '',
    status: 'enabled',
    roles: { [defaultUsersRole.roleId]: defaultUsersRole.roleName },
    defaultRoleId: defaultUsersRole.roleId,
    teams: { [publicTeam.teamId]: publicTeam.teamName },
    generation: 1,
    version: 1,
    createdAt: now,
    createdBy: { userId, displayName },
    updatedAt: now,
    lastActiveAt: now,
    signedOutAt: instant(0),
    modeGeneration: 1,
  };
}

function withEmail(known: Person, claims: IssuerClaims, now: Instant): Person {
  const email = usableEmail(claims) ?? known.email;
  return revised(known, { email, userName: personUserName({ ...known, email }) }, now);
}

/**
 * Marks that a user was active, at most once in five minutes, and never in the way of the request.
 * @returns the user as it is stored now; undefined where somebody else may have marked it meanwhile.
 */
export async function markActive(user: User, { table, clock }: Dependencies): Promise<User | undefined> {
  const now = clock();
  const stale = instant(now - activeMarkMs);
  if (user.lastActiveAt !== undefined && user.lastActiveAt > stale) return user;
  const byActive = activeKey({ userId: user.userId, lastActiveAt: now });
  try {
    const marked = await table.update(
      userKey(user.userId),
      expression`SET #lastActiveAt = ${now}, #byActive = ${byActive}`,
      expression`attribute_exists(#pk) AND (attribute_not_exists(#lastActiveAt) OR #lastActiveAt <= ${stale})`,
    );
    return marked ? { ...user, lastActiveAt: now } : undefined;
  } catch (error) {
    log.warn('unavailable', { ...errorFields(error), what: 'last-active mark' });
    return undefined;
  }
}
