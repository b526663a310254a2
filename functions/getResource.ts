import { resourceOperations } from '../shared/contract/resources.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { resourceToWire } from '../shared/runtime/sharingForms.ts';
import { getResource } from '../shared/store/resources.ts';

type Row = (typeof resourceOperations)['getResource'];

/** One resource. */
export const handle: Handle<Row, Dependencies> = async ({ params }, { table }) => {
  const resource = await getResource(table, params.resourceId);
  return resource === undefined
    ? refuse('resource-not-found')
    : { status: 200, body: resourceToWire(resource) };
};

/** The Lambda function. */
export const handler = serve(resourceOperations, 'getResource', handle);
