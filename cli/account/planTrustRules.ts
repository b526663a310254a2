import type { TrustRule } from '../columns.ts';
import { NotFoundError, UsageError } from '../exitCodes.ts';
import { isId } from '../names.ts';
import { mustSayWhose, type Condition } from '../trust/conditions.ts';
import { roleId, trustRulesOf, type AccountState } from './accountState.ts';
import type { Step } from './step.ts';
import type { WantedTrustRule } from './wanted.ts';

/** Whose trust rules are planned. */
export interface Trusting {
  readonly label: string;
  /** Its id now; undefined while it is still to be created. */
  readonly userId: string | undefined;
  /** Its id when the steps run. */
  readonly id: () => string;
}

/** What is taken away goes first: there may be no more than so many rules, and an end of trust does not wait. */
export async function planTrustRules(
  wanted: readonly WantedTrustRule[] | undefined,
  trusting: Trusting,
  state: AccountState,
): Promise<readonly Step[]> {
  if (wanted === undefined) return [];
  const { label, userId, id } = trusting;
  const present = userId === undefined ? [] : await trustRulesOf(state.api, userId);
  if (present === undefined)
    throw new UsageError(`You have no access to ${label}, so its trust rules cannot be planned.`);
  const pairs = wanted.map((rule) => ({ rule, now: present.find(({ Name }) => Name === rule.name) }));
  const extra = present.filter((rule) => pairs.every(({ now }) => now !== rule));
  return [
    ...extra.map(({ Name, TrustRuleId: trustRuleId }): Step => {
      const run = () => state.api.deleteTrustRule({ userId: id(), trustRuleId });
      return { sign: '-', text: `${label}: trust rule ${Name}`, run };
    }),
    ...pairs.flatMap(({ rule, now }) => (now === undefined ? [] : change({ rule, now }, trusting, state))),
    ...pairs.filter(({ now }) => now === undefined).map(({ rule }) => create(rule, trusting, state)),
  ];
}

function change(
  { rule, now }: { readonly rule: WantedTrustRule; readonly now: TrustRule },
  { label, id }: Trusting,
  state: AccountState,
): readonly Step[] {
  const changed = changesOf(rule, now, state);
  if (changed.length === 0) return [];
  mustHaveRole(rule, label, state);
  mustSayWhose(rule.issuer, conditionsOf(rule));
  const ids = { trustRuleId: now.TrustRuleId };
  const run = () => state.api.updateTrustRule({ userId: id(), ...ids, body: fieldsOf(rule, state) });
  return [{ sign: '~', text: `${label}: trust rule ${now.Name}: ${changed.join(', ')}`, run }];
}

function create(rule: WantedTrustRule, { label, id }: Trusting, state: AccountState): Step {
  const Name = rule.name;
  mustHaveRole(rule, label, state);
  mustSayWhose(rule.issuer, conditionsOf(rule));
  const run = () => {
    const { RoleId, Jwks, ...fields } = fieldsOf(rule, state);
    const body = { ...fields, Name, RoleId: RoleId ?? undefined, Jwks: Jwks ?? undefined };
    return state.api.createTrustRule({ userId: id(), body });
  };
  return { sign: '+', text: `${label}: trust rule ${Name}`, run };
}

/** Roles by name were looked up before; one by id may be gone, and the API binds nothing to it any more. */
function mustHaveRole({ name, role }: WantedTrustRule, label: string, state: AccountState): void {
  if (typeof role !== 'string' || !isId('role', role) || state.role(role) !== undefined) return;
  throw new NotFoundError(
    `There is no role ${role}. Give trust rule ${name} of ${label} another one, or null for the default role.`,
  );
}

function conditionsOf({ conditions }: WantedTrustRule): Condition[] {
  return conditions.map(({ claim, equals }) => ({ Claim: claim, Equals: equals }));
}

/** Roles are looked up when the step runs: the plan itself may have made them. */
function fieldsOf(rule: WantedTrustRule, state: AccountState) {
  const { issuer, audience, role, maxDurationMinutes, jwks } = rule;
  return {
    Issuer: issuer,
    Audience: audience,
    Conditions: conditionsOf(rule),
    RoleId: typeof role === 'string' ? roleId(state, role) : role,
    MaxDurationMinutes: maxDurationMinutes,
    Jwks: jwks && { keys: [...jwks.keys] },
  };
}

function changesOf(rule: WantedTrustRule, now: TrustRule, state: AccountState): readonly string[] {
  const { role, maxDurationMinutes, jwks } = rule;
  const same: Readonly<Record<string, boolean>> = {
    issuer: rule.issuer === now.Issuer,
    audience: rule.audience === now.Audience,
    conditions: sortedForms(conditionsOf(rule)) === sortedForms(now.Conditions),
    role: role === undefined || isRole(role, now.RoleId, state),
    maxDurationMinutes: maxDurationMinutes === undefined || maxDurationMinutes === now.MaxDurationMinutes,
    jwks: jwks === undefined || formOf(jwks) === formOf(now.Jwks),
  };
  return Object.keys(same).filter((name) => same[name] === false);
}

/** Null stands for the default role; the id of what is there needs no role behind it. */
function isRole(role: string | null, now: string | null, state: AccountState): boolean {
  return role === now || (role !== null && state.role(role)?.RoleId === now);
}

/** Text that is the same for the same value, however its fields are ordered. */
function formOf(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

function sortedForms(list: readonly unknown[]): string {
  return list.map(formOf).sort().join();
}
