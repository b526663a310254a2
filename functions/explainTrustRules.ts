import { trustRuleOperations } from '../shared/contract/trustRules.ts';
import { isServiceUserId } from '../shared/domain/ids.ts';
import { refuse } from '../shared/problems/refusal.ts';
import { once } from '../shared/runtime/authorizerDependencies.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { judge, nameOfToken } from '../shared/runtime/judgeTrust.ts';
import {
  createOutsideKeys,
  createTrustDependencies,
  type TrustDependencies,
} from '../shared/runtime/oauth/outsideIssuers.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';
import { judgedToWire } from '../shared/runtime/trustForms.ts';
import { usedAssertionKey, type AssertionName } from '../shared/store/keys.ts';
import { Snapshot } from '../shared/store/snapshot.ts';
import { queryTrustRules } from '../shared/store/trustRules.ts';
import { decodeOutsideJwt } from '../shared/tokens/outsideJws.ts';
import type { OutsideKeys } from '../shared/tokens/outsideKeys.ts';

type Row = (typeof trustRuleOperations)['explainTrustRules'];

interface ExplainDependencies extends TrustDependencies {
  readonly outsideKeys: OutsideKeys;
}

/** The same questions as at the token endpoint, all of them answered; nothing is issued, and the token stays unused. */
export const handle: Handle<Row, ExplainDependencies> = async (call, dependencies) => {
  const { table, outsideKeys } = dependencies;
  const { userId } = call.params;
  if (!isServiceUserId(userId)) return refuse('not-a-service-user');
  const token = decodeOutsideJwt(call.body.Token);
  if (token === undefined) {
    const message = 'is no JWT of an accepted form: three parts, each claim once, a public-key algorithm';
    return refuse('invalid-request', { errors: [{ path: 'Token', message }] });
  }
  const snapshot = new Snapshot(table);
  snapshot.want(usedAssertionKey(nameOfToken(token)));
  const [rules] = await Promise.all([queryTrustRules(table, userId), snapshot.load()]);
  const { ownIssuers } = dependencies.issuerRules;
  const isUsed = async (name: AssertionName) => (await snapshot.fetch(usedAssertionKey(name))) !== undefined;
  const judging = { outsideKeys, ownIssuers, now: call.now, isUsed };
  const judged = await Promise.all(rules.map((rule) => judge(rule, token, judging)));
  return {
    status: 200,
    body: { Accepted: judged.some(({ matches }) => matches), Rules: judged.map(judgedToWire) },
  };
};

/** The Lambda function. */
export const handler = serveWith(trustRuleOperations, 'explainTrustRules', {
  handle,
  dependencies: Object.defineProperties({} as ExplainDependencies, {
    ...Object.getOwnPropertyDescriptors(createTrustDependencies()),
    outsideKeys: { get: once(createOutsideKeys) },
  }),
});
