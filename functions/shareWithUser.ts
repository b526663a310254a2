import { shareOperations } from '../shared/contract/shares.ts';
import type { Person, ServiceUser, User } from '../shared/domain/user.ts';
import { isRefusal, refuse, type Refusal } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { giveShare } from '../shared/runtime/giveShare.ts';
import { serve } from '../shared/runtime/serve.ts';
import { userKey, userShareKey } from '../shared/store/keys.ts';
import { readShare, type Share } from '../shared/store/shares.ts';
import type { Table } from '../shared/store/table.ts';
import { checkNotDeleting, readUser } from '../shared/store/users.ts';

type Row = (typeof shareOperations)['shareWithUser'];

/** H2, H3, H7: an Owner share for a person; sharing again changes nothing, and 16 at once give one share. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const found = await readBoth(call, dependencies.table);
  if (isRefusal(found)) return found;
  const { user, grantee, held } = found;
  return await giveShare(
    call,
    {
      of: { kind: 'serviceUser', id: user.userId },
      grantee: { granteeType: 'user', granteeId: grantee.userId },
      accessType: 'Owner',
      held,
      granteeSince: grantee.createdAt,
      checks: [checkNotDeleting(user.userId), checkNotDeleting(grantee.userId)],
    },
    dependencies,
  );
}

interface Sharing {
  readonly user: ServiceUser;
  readonly grantee: Person;
  readonly held: Share | undefined;
}

type SharingRefusal = Refusal<
  Exclude<Row['problems'][number], 'not-for-service-users' | 'changed-meanwhile'>
>;

async function readBoth({ params, body }: Call<Row>, table: Table): Promise<Sharing | SharingRefusal> {
  const { userId, granteeId } = params;
  const [userItem, granteeItem, shareItem] = await table.getMany([
    userKey(userId),
    userKey(granteeId),
    userShareKey(userId, granteeId),
  ]);
  if (userItem === undefined || granteeItem === undefined) return refuse('user-not-found');
  if (body.AccessType !== 'Owner') return refuse('access-type-not-allowed');
  return suitable(readUser(userItem), readUser(granteeItem), shareItem && readShare(shareItem));
}

/** A disabled person may be given a share: it gives nothing while the person is disabled. */
function suitable(user: User, grantee: User, held: Share | undefined): Sharing | SharingRefusal {
  if (grantee.kind !== 'person') return refuse('grantee-not-person');
  if (user.kind !== 'service') return refuse('person-not-shareable');
  if (user.status === 'deleting' || grantee.status === 'deleting') return refuse('user-deleting');
  return { user, grantee, held };
}

/** The Lambda function. */
export const handler = serve(shareOperations, 'shareWithUser', handle);
