import { trustRuleOperations } from '../shared/contract/trustRules.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { findTrustRule, readTrusting } from '../shared/runtime/trustChanges.ts';
import { changeRoster, without } from '../shared/store/rosters.ts';
import { removeTrustRule } from '../shared/store/trustRules.ts';

type Row = (typeof trustRuleOperations)['deleteTrustRule'];

/** Tokens that the rule gave end at their next use. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { table } = dependencies;
  const [trusting, rule] = await Promise.all([
    readTrusting(table, call.params.userId, 'trustRules'),
    findTrustRule(table, call.params),
  ]);
  if (isRefusal(trusting)) return trusting;
  if (rule === undefined) return refuse('trust-rule-not-found');
  const { user, roster } = trusting;
  const { trustRuleId, name, issuer } = rule;
  return await commit(
    call,
    {
      writes: [removeTrustRule(rule), changeRoster(roster, without(roster.names, trustRuleId))],
      audit: { targetId: user.userId, detail: { trustRuleId, name, issuer } },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(trustRuleOperations, 'deleteTrustRule', handle);
