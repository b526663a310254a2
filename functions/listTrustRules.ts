import { trustRuleOperations } from '../shared/contract/trustRules.ts';
import { isServiceUserId } from '../shared/domain/ids.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { trustRuleToWire } from '../shared/runtime/trustForms.ts';
import { queryTrustRules } from '../shared/store/trustRules.ts';

type Row = (typeof trustRuleOperations)['listTrustRules'];

/** Oldest first, which is also the order in which they are asked. */
export const handle: Handle<Row, Dependencies> = async ({ params: { userId } }, { table }) => {
  if (!isServiceUserId(userId)) return refuse('not-a-service-user');
  const rules = await queryTrustRules(table, userId);
  return { status: 200, body: { Items: rules.map(trustRuleToWire) } };
};

/** The Lambda function. */
export const handler = serve(trustRuleOperations, 'listTrustRules', handle);
