import { trustRuleOperations } from '../shared/contract/trustRules.ts';
import type { TrustRuleId } from '../shared/domain/ids.ts';
import { behind } from '../shared/runtime/newToken.ts';
import type { TrustRule } from '../shared/domain/trustRule.ts';
import type { ServiceUser } from '../shared/domain/user.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import { createTrustDependencies, type TrustDependencies } from '../shared/runtime/oauth/outsideIssuers.ts';
import { roleNotHeld, stillExists } from '../shared/runtime/roleNotHeld.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';
import { checkTrustRule, isFull, isNameTaken, readTrustee } from '../shared/runtime/trustChanges.ts';
import { trustRuleToWire } from '../shared/runtime/trustForms.ts';
import { changeRoster } from '../shared/store/rosters.ts';
import { putTrustRule } from '../shared/store/trustRules.ts';
import { checkNotDeleting } from '../shared/store/users.ts';

type Row = (typeof trustRuleOperations)['createTrustRule'];

/** A rule counts from now on; its issuer is not asked before a token comes. */
export const handle: Handle<Row, TrustDependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: TrustDependencies): Promise<Outcome<Row>> {
  const trusting = await readTrustee(dependencies.table, call.params.userId, 'trustRules');
  if (isRefusal(trusting)) return trusting;
  const { user, roster } = trusting;
  const rule = ruleOf(call, user, dependencies.newId('trustRule'));
  const refused = checkTrustRule(rule, user, dependencies.issuerRules);
  if (refused !== undefined) return refused;
  if (isNameTaken(roster, rule.name)) return refuse('trust-rule-name-taken');
  if (isFull(roster)) return refuse('limit-reached');
  return await commit(
    call,
    {
      writes: [
        putTrustRule(rule),
        changeRoster(roster, { ...roster.names, [rule.trustRuleId]: rule.name }),
        checkNotDeleting(user.userId, rule.roleId === undefined ? [] : [rule.roleId]),
        ...stillExists(rule.roleId, roleNotHeld('RoleId')),
      ],
      audit: { targetId: user.userId, detail: detailOf(rule) },
      reply: { status: 201 as const, body: trustRuleToWire(rule) },
    },
    dependencies,
  );
}

function ruleOf({ body, caller, now }: Call<Row>, user: ServiceUser, trustRuleId: TrustRuleId): TrustRule {
  return {
    trustRuleId,
    userId: user.userId,
    name: body.Name,
    issuer: body.Issuer,
    audience: body.Audience,
    conditions: body.Conditions.map(({ Claim, Equals }) => ({ claim: Claim, equals: Equals })),
    roleId: body.RoleId,
    maxDurationMinutes: body.MaxDurationMinutes,
    jwks: body.Jwks?.keys,
    createdAt: now,
    createdBy: behind(caller.principal),
    updatedAt: now,
    version: 1,
    termsVersion: 1,
  };
}

function detailOf({ trustRuleId, name, issuer, audience, conditions, roleId }: TrustRule) {
  return { trustRuleId, name, issuer, audience, conditions, ...(roleId === undefined ? {} : { roleId }) };
}

/** The Lambda function. */
export const handler = serveWith(trustRuleOperations, 'createTrustRule', {
  handle,
  dependencies: createTrustDependencies(),
});
