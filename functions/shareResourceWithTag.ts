import { resourceOperations } from '../shared/contract/resources.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { giveShare } from '../shared/runtime/giveShare.ts';
import { serve } from '../shared/runtime/serve.ts';
import { resourceKey, resourceTagShareKey, tagKey } from '../shared/store/keys.ts';
import { checkResource } from '../shared/store/resources.ts';
import { readShare } from '../shared/store/shares.ts';
import { checkTag, readTag } from '../shared/store/tags.ts';

type Row = (typeof resourceOperations)['shareResourceWithTag'];

/** H8: everybody on the tag, of either kind, gets that access. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { resourceId, tagId } = call.params;
  const [resourceItem, tagItem, shareItem] = await dependencies.table.getMany([
    resourceKey(resourceId),
    tagKey(tagId),
    resourceTagShareKey(resourceId, tagId),
  ]);
  if (resourceItem === undefined) return refuse('resource-not-found');
  if (tagItem === undefined) return refuse('tag-not-found');
  return await giveShare(
    call,
    {
      of: { kind: 'resource', id: resourceId },
      grantee: { granteeType: 'tag', granteeId: tagId },
      accessType: call.body.AccessType,
      held: shareItem === undefined ? undefined : readShare(shareItem),
      granteeSince: readTag(tagItem).createdAt,
      checks: [checkResource(resourceId), checkTag(tagId)],
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(resourceOperations, 'shareResourceWithTag', handle);
