import { ownTokens, lacksOwner, mostPerUser, type TrustRule } from '../domain/trustRule.ts';
import { holdsRole, type ServiceUser } from '../domain/user.ts';
import { isRefusal, refuse, type InputError, type Refusal } from '../problems/refusal.ts';
import { rosterKey, trustRuleKey, userKey } from '../store/keys.ts';
import { readRoster, type Roster } from '../store/rosters.ts';
import type { Table } from '../store/table.ts';
import { readTrustRule } from '../store/trustRules.ts';
import { readUser } from '../store/users.ts';
import { checkedUrl, DocumentRefused } from '../tokens/fetchDocument.ts';
import { holdsSecret, readOutsideKey } from '../tokens/outsideJws.ts';
import type { IssuerRules } from './oauth/outsideIssuers.ts';
import { roleNotHeld } from './roleNotHeld.ts';

/** A service user with the names of what it has of a kind. */
export interface Trusting {
  readonly user: ServiceUser;
  readonly roster: Roster;
}

/** Reads a service user for a change of its trust: one round trip. */
export async function readTrusting(
  table: Table,
  userId: string,
  kind: Roster['kind'],
): Promise<Trusting | Refusal<'user-not-found' | 'not-a-service-user'>> {
  const [item, roster] = await table.getMany([userKey(userId), rosterKey(userId, kind)]);
  if (item === undefined) return refuse('user-not-found');
  const user = readUser(item);
  if (user.kind !== 'service') return refuse('not-a-service-user');
  return { user, roster: readRoster(roster, userId, kind) };
}

/** The same for new trust: one that is disabled takes it as it takes shares and roles, one that is being deleted does not. */
export async function readTrustee(
  table: Table,
  userId: string,
  kind: Roster['kind'],
): Promise<Trusting | Refusal<'user-not-found' | 'not-a-service-user' | 'user-deleting'>> {
  const trusting = await readTrusting(table, userId, kind);
  if (isRefusal(trusting)) return trusting;
  return trusting.user.status === 'deleting' ? refuse('user-deleting') : trusting;
}

/** A trust rule of a service user; undefined where there is none. */
export async function findTrustRule(
  table: Table,
  { userId, trustRuleId }: { readonly userId: string; readonly trustRuleId: string },
): Promise<TrustRule | undefined> {
  const item = await table.get(trustRuleKey(userId, trustRuleId));
  return item === undefined ? undefined : readTrustRule(item);
}

/** Refuses a name that another has. */
export function isNameTaken({ names }: Roster, name: string, except?: string): boolean {
  return Object.entries(names).some(([id, taken]) => taken === name && id !== except);
}

/** Whether there may be no more of a kind. */
export function isFull({ names }: Roster): boolean {
  return Object.keys(names).length >= mostPerUser;
}

/** Refuses a rule that could never work or must not: our own tokens, sign-ins of people, an issuer that may not be asked, conditions that everybody there meets, keys that are none, a role that is not held. */
export function checkTrustRule(
  rule: Pick<TrustRule, 'issuer' | 'audience' | 'conditions' | 'jwks' | 'roleId'>,
  user: ServiceUser,
  rules: IssuerRules,
): Refusal<'invalid-request' | 'role-not-held'> | undefined {
  const { jwks, roleId } = rule;
  const errors = [...issuerErrors(rule, rules), ...ownerErrors(rule), ...keyErrors(jwks ?? [])];
  if (errors.length > 0) return refuse('invalid-request', { errors });
  return roleId === undefined || holdsRole(user, roleId) ? undefined : roleNotHeld('RoleId');
}

function issuerErrors(rule: Pick<TrustRule, 'issuer' | 'audience'>, rules: IssuerRules): InputError[] {
  const own = ownTokens(rule, rules.ownIssuers);
  if (own !== undefined) return [{ path: 'Issuer', message: ownMessages[own] }];
  try {
    checkedUrl(rule.issuer, rules);
    return [];
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    return [{ path: 'Issuer', message: error.message }];
  }
}

const ownMessages = {
  'tokens of this API': 'is this API itself: its tokens stand for nobody else',
  'sign-ins of people':
    'signs people in here, with this Audience: a person assumes a service user that is shared with them',
};

function ownerErrors(rule: Pick<TrustRule, 'issuer' | 'conditions'>): InputError[] {
  const owners = lacksOwner(rule);
  if (owners === undefined) return [];
  const message = `everybody at this issuer could meet them: say whose tokens these are, with one of ${owners.join(', ')}`;
  return [{ path: 'Conditions', message }];
}

function keyErrors(keys: readonly object[]): InputError[] {
  return keys.flatMap((key, at) => {
    const path = `Jwks.keys.${at}`;
    if (holdsSecret(key)) return [{ path, message: 'holds a secret: register the public key only' }];
    return readOutsideKey(key) === undefined ? [{ path, message: 'is no usable public key' }] : [];
  });
}
