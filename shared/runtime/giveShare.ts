import { latest, type Instant } from '../domain/time.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import { putShare, type Grantee, type Share, type ShareAccess, type Shared } from '../store/shares.ts';
import type { Write } from '../store/table.ts';
import { commit, type CommittingCall, type GuardedWrite } from './commit.ts';
import type { Dependencies } from './dependencies.ts';
import { shareToWire } from './sharingForms.ts';

/** A share to be given. */
export interface Giving<Code extends ProblemCode> {
  readonly of: Shared;
  readonly grantee: Grantee;
  readonly accessType: ShareAccess;
  /** What is stored for the grantee now. */
  readonly held: Share | undefined;
  /** When the grantee began to be: what is stored from before was given to somebody else of the same id. */
  readonly granteeSince: Instant;
  /** That both sides are there still. */
  readonly checks: readonly (GuardedWrite<Code> | Write)[];
}

/** Gives a share or changes its access type; giving the same again changes nothing and is not recorded (SPEC section 7). */
export async function giveShare<Code extends ProblemCode = never>(
  call: CommittingCall,
  { of, grantee, accessType, held, granteeSince, checks }: Giving<Code>,
  dependencies: Pick<Dependencies, 'table' | 'newId'>,
) {
  const standing = held !== undefined && held.createdAt >= granteeSince ? held : undefined;
  if (standing?.accessType === accessType) return shareReply(standing);
  const createdBy = call.caller.principal.userId;
  const grantId = dependencies.newId('grant');
  const fresh = { ...grantee, createdAt: latest(call.now, granteeSince), createdBy, grantId };
  const share: Share = { ...(standing ?? fresh), accessType };
  return await commit(
    call,
    {
      writes: [putShare(of, share, held), ...checks],
      audit: { targetId: of.id, detail: { ...grantee, accessType } },
      reply: shareReply(share),
    },
    dependencies,
  );
}

function shareReply(share: Share) {
  return { status: 200 as const, body: shareToWire(share) };
}
