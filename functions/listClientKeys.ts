import { trustRuleOperations } from '../shared/contract/trustRules.ts';
import { isServiceUserId } from '../shared/domain/ids.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { clientKeyToWire } from '../shared/runtime/trustForms.ts';
import { queryClientKeys } from '../shared/store/clientKeys.ts';

type Row = (typeof trustRuleOperations)['listClientKeys'];

/** By id: what they are called and how they sign. */
export const handle: Handle<Row, Dependencies> = async ({ params: { userId } }, { table }) => {
  if (!isServiceUserId(userId)) return refuse('not-a-service-user');
  const keys = await queryClientKeys(table, userId);
  return { status: 200, body: { Items: keys.map(clientKeyToWire) } };
};

/** The Lambda function. */
export const handler = serve(trustRuleOperations, 'listClientKeys', handle);
