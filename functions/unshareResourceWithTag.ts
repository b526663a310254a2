import { resourceOperations } from '../shared/contract/resources.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit, guard } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { removeShare } from '../shared/store/shares.ts';

type Row = (typeof resourceOperations)['unshareResourceWithTag'];

/** What the share gave ends at the next request, since every request looks for it. */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const { resourceId, tagId } = call.params;
  const grantee = { granteeType: 'tag', granteeId: tagId } as const;
  return await commit(
    call,
    {
      writes: [guard(removeShare({ kind: 'resource', id: resourceId }, grantee), 'share-not-found')],
      audit: { targetId: resourceId, detail: grantee },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(resourceOperations, 'unshareResourceWithTag', handle);
