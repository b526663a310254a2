import { shareOperations } from '../shared/contract/shares.ts';
import { isServiceUserId } from '../shared/domain/ids.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit, guard } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { removeShare } from '../shared/store/shares.ts';

type Row = (typeof shareOperations)['unshareWithTag'];

/** What came through the tag ends at the next request, since every request looks for the share (T12). */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const { userId, tagId } = call.params;
  if (!isServiceUserId(userId)) return refuse('person-not-shareable');
  const grantee = { granteeType: 'tag', granteeId: tagId } as const;
  return await commit(
    call,
    {
      writes: [guard(removeShare({ kind: 'serviceUser', id: userId }, grantee), 'share-not-found')],
      audit: { targetId: userId, detail: grantee },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(shareOperations, 'unshareWithTag', handle);
