import { resourceOperations } from '../shared/contract/resources.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { giveShare } from '../shared/runtime/giveShare.ts';
import { serve } from '../shared/runtime/serve.ts';
import { resourceKey, resourceUserShareKey, userKey } from '../shared/store/keys.ts';
import { checkResource } from '../shared/store/resources.ts';
import { readShare } from '../shared/store/shares.ts';
import { checkNotDeleting, readUser } from '../shared/store/users.ts';

type Row = (typeof resourceOperations)['shareResourceWithUser'];

/** H8: with persons and service users alike, as Owner, Editor or ReadOnly. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { resourceId, granteeId } = call.params;
  const [resourceItem, granteeItem, shareItem] = await dependencies.table.getMany([
    resourceKey(resourceId),
    userKey(granteeId),
    resourceUserShareKey(resourceId, granteeId),
  ]);
  if (resourceItem === undefined) return refuse('resource-not-found');
  if (granteeItem === undefined) return refuse('user-not-found');
  const grantee = readUser(granteeItem);
  if (grantee.status === 'deleting') return refuse('user-deleting');
  return await giveShare(
    call,
    {
      of: { kind: 'resource', id: resourceId },
      grantee: { granteeType: 'user', granteeId },
      accessType: call.body.AccessType,
      held: shareItem === undefined ? undefined : readShare(shareItem),
      granteeSince: grantee.createdAt,
      checks: [checkResource(resourceId), checkNotDeleting(granteeId)],
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(resourceOperations, 'shareResourceWithUser', handle);
