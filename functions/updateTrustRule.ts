import { trustRuleOperations } from '../shared/contract/trustRules.ts';
import { canonicalJson } from '../shared/domain/canonicalJson.ts';
import type { TrustRule } from '../shared/domain/trustRule.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import { createTrustDependencies, type TrustDependencies } from '../shared/runtime/oauth/outsideIssuers.ts';
import { roleNotHeld, stillExists } from '../shared/runtime/roleNotHeld.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';
import { checkTrustRule, findTrustRule, isNameTaken, readTrustee } from '../shared/runtime/trustChanges.ts';
import { trustRuleToWire } from '../shared/runtime/trustForms.ts';
import { changeRoster } from '../shared/store/rosters.ts';
import { putTrustRule } from '../shared/store/trustRules.ts';
import { checkNotDeleting } from '../shared/store/users.ts';

type Row = (typeof trustRuleOperations)['updateTrustRule'];

/** Tokens that the rule gave before rest on what it said then: they end with a change of more than its name. */
export const handle: Handle<Row, TrustDependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: TrustDependencies): Promise<Outcome<Row>> {
  const { table } = dependencies;
  const [trusting, before] = await Promise.all([
    readTrustee(table, call.params.userId, 'trustRules'),
    findTrustRule(table, call.params),
  ]);
  if (isRefusal(trusting)) return trusting;
  if (before === undefined) return refuse('trust-rule-not-found');
  const { user, roster } = trusting;
  const rule = changed(before, call);
  if (rule === undefined) return { status: 200, body: trustRuleToWire(before) };
  const refused = checkTrustRule(rule, user, dependencies.issuerRules);
  if (refused !== undefined) return refused;
  if (isNameTaken(roster, rule.name, rule.trustRuleId)) return refuse('trust-rule-name-taken');
  return await commit(
    call,
    {
      writes: [
        putTrustRule(rule),
        changeRoster(roster, { ...roster.names, [rule.trustRuleId]: rule.name }),
        checkNotDeleting(user.userId, rule.roleId === undefined ? [] : [rule.roleId]),
        ...stillExists(rule.roleId, roleNotHeld('RoleId')),
      ],
      audit: {
        targetId: user.userId,
        detail: { trustRuleId: rule.trustRuleId, changed: Object.keys(call.body) },
      },
      reply: { status: 200 as const, body: trustRuleToWire(rule) },
    },
    dependencies,
  );
}

/** The rule after the change; undefined where it says the same as before. */
function changed(before: TrustRule, { body, now }: Call<Row>): TrustRule | undefined {
  const after = asSaid(before, body);
  const sameTerms = canonicalJson({ ...after, name: '' }) === canonicalJson({ ...before, name: '' });
  if (sameTerms && after.name === before.name) return undefined;
  const version = before.version + 1;
  const termsVersion = sameTerms ? before.termsVersion : version;
  return { ...after, updatedAt: now, version, termsVersion };
}

/** Null takes back what was said; what is left out stays. */
function asSaid(before: TrustRule, body: Call<Row>['body']): TrustRule {
  const { RoleId, Jwks } = body;
  return {
    ...before,
    ...given({
      name: body.Name,
      issuer: body.Issuer,
      audience: body.Audience,
      conditions: body.Conditions?.map(({ Claim, Equals }) => ({ claim: Claim, equals: Equals })),
      maxDurationMinutes: body.MaxDurationMinutes,
    }),
    ...(RoleId === undefined ? {} : { roleId: RoleId ?? undefined }),
    ...(Jwks === undefined ? {} : { jwks: Jwks?.keys }),
  };
}

/** The fields that are not undefined. */
function given(fields: {
  readonly [Name in keyof TrustRule]?: TrustRule[Name] | undefined;
}): Partial<TrustRule> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The Lambda function. */
export const handler = serveWith(trustRuleOperations, 'updateTrustRule', {
  handle,
  dependencies: createTrustDependencies(),
});
