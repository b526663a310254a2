import { resourceOperations } from '../shared/contract/resources.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { getResource, removeResource } from '../shared/store/resources.ts';

type Row = (typeof resourceOperations)['deleteResource'];

/** The entry goes with its owner's mark; a transfer of ownership at the same time is decided by the version. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { resourceId } = call.params;
  const resource = await getResource(dependencies.table, resourceId);
  if (resource === undefined) return refuse('resource-not-found');
  const { resourceType, name, ownerId } = resource;
  return await commit(
    call,
    {
      writes: removeResource(resource),
      audit: { targetId: resourceId, detail: { resourceType, name, ownerId } },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(resourceOperations, 'deleteResource', handle);
