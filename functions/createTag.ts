import { tagOperations } from '../shared/contract/tags.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { newName } from '../shared/runtime/newName.ts';
import { serve } from '../shared/runtime/serve.ts';
import { tagToWire } from '../shared/runtime/sharingForms.ts';
import { pairOf, putNewTag, putTagMember } from '../shared/store/tags.ts';

type Row = (typeof tagOperations)['createTag'];

/** A pair of its own, as names compare; the identity that the request runs as is its first Owner (T6). */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const { userId } = call.caller.principal;
  const created = { tagId: dependencies.newId('tag'), createdAt: call.now, createdBy: userId };
  const tag = { ...created, tagKey: call.body.TagKey, tagValue: call.body.TagValue };
  const writes = putNewTag(tag);
  return await commit(
    call,
    {
      writes: [
        ...newName(writes.name, pairOf(tag)),
        writes.tag,
        putTagMember(
          { ...created, userId, accessType: 'Owner', grantId: dependencies.newId('grant') },
          undefined,
        ),
      ],
      audit: { targetId: tag.tagId, detail: { tagKey: tag.tagKey, tagValue: tag.tagValue } },
      reply: { status: 201 as const, body: tagToWire(tag), headers: { Location: `/tags/${tag.tagId}` } },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(tagOperations, 'createTag', handle);
