import { tagOperations } from '../shared/contract/tags.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit, guard } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { removeTagMember } from '../shared/store/tags.ts';

type Row = (typeof tagOperations)['removeTagUser'];

/** What came through the tag ends at the next request, since every request looks for the membership (T12). */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const { tagId, userId } = call.params;
  return await commit(
    call,
    {
      writes: [guard(removeTagMember(userId, tagId), 'member-not-found')],
      audit: { targetId: userId, detail: { tagId } },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(tagOperations, 'removeTagUser', handle);
