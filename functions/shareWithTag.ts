import { shareOperations } from '../shared/contract/shares.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { giveShare } from '../shared/runtime/giveShare.ts';
import { serve } from '../shared/runtime/serve.ts';
import { tagKey, tagShareKey, userKey } from '../shared/store/keys.ts';
import { readShare } from '../shared/store/shares.ts';
import { checkTag, readTag } from '../shared/store/tags.ts';
import { checkNotDeleting, readUser } from '../shared/store/users.ts';

type Row = (typeof shareOperations)['shareWithTag'];

/** H2: every person on the tag gets access; a service user on it does not (H5). */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { userId, tagId } = call.params;
  const [userItem, tagItem, shareItem] = await dependencies.table.getMany([
    userKey(userId),
    tagKey(tagId),
    tagShareKey(userId, tagId),
  ]);
  if (userItem === undefined) return refuse('user-not-found');
  if (tagItem === undefined) return refuse('tag-not-found');
  if (call.body.AccessType !== 'Owner') return refuse('access-type-not-allowed');
  const user = readUser(userItem);
  if (user.kind !== 'service') return refuse('person-not-shareable');
  if (user.status === 'deleting') return refuse('user-deleting');
  return await giveShare(
    call,
    {
      of: { kind: 'serviceUser', id: userId },
      grantee: { granteeType: 'tag', granteeId: tagId },
      accessType: 'Owner',
      held: shareItem === undefined ? undefined : readShare(shareItem),
      granteeSince: readTag(tagItem).createdAt,
      checks: [checkNotDeleting(userId), checkTag(tagId)],
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(shareOperations, 'shareWithTag', handle);
