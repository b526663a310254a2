import { tagOperations } from '../shared/contract/tags.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit, guard } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { getTag, removeTag } from '../shared/store/tags.ts';

type Row = (typeof tagOperations)['deleteTag'];

/** What came through the tag ends with its item; memberships and shares of it are taken away by the stream worker. */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const { tagId } = call.params;
  const tag = await getTag(dependencies.table, tagId);
  if (tag === undefined) return refuse('tag-not-found');
  return await commit(
    call,
    {
      writes: (await removeTag(dependencies.table, tag)).map((write) => guard(write, 'tag-not-found')),
      audit: { targetId: tagId, detail: { tagKey: tag.tagKey, tagValue: tag.tagValue } },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(tagOperations, 'deleteTag', handle);
