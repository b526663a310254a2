import { latest } from '../shared/domain/time.ts';
import { tagOperations } from '../shared/contract/tags.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { tagMemberToWire } from '../shared/runtime/sharingForms.ts';
import { tagKey, tagMemberKey, userKey } from '../shared/store/keys.ts';
import { checkTag, putTagMember, readTag, readTagMember, type TagMember } from '../shared/store/tags.ts';
import type { Item } from '../shared/store/table.ts';
import { checkNotDeleting, readUser } from '../shared/store/users.ts';

type Row = (typeof tagOperations)['addTagUser'];

/** Putting a user on a tag twice changes nothing; another access type keeps since when the user is on it. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { tagId, userId } = call.params;
  const [tagItem, userItem, memberItem] = await dependencies.table.getMany([
    tagKey(tagId),
    userKey(userId),
    tagMemberKey(userId, tagId),
  ]);
  if (userItem === undefined) return refuse('user-not-found');
  if (tagItem === undefined) return refuse('tag-not-found');
  const user = readUser(userItem);
  if (user.status === 'deleting') return refuse('user-deleting');
  const before = memberItem === undefined ? undefined : readTagMember(memberItem);
  const fresh = { createdAt: latest(call.now, user.createdAt), grantId: dependencies.newId('grant') };
  const member = memberOf(call, before ?? fresh, tagItem);
  if (before?.accessType === member.accessType) return reply(before);
  const { tagKey: key, tagValue } = readTag(tagItem);
  const detail = { tagId, tagKey: key, tagValue, accessType: member.accessType };
  return await commit(
    call,
    {
      writes: [putTagMember(member, before), checkTag(tagId), checkNotDeleting(userId)],
      audit: { targetId: userId, detail },
      reply: reply(member),
    },
    dependencies,
  );
}

function memberOf(
  { params, body, caller }: Call<Row>,
  since: Pick<TagMember, 'createdAt' | 'grantId'> & Partial<TagMember>,
  tag: Item,
): TagMember {
  const { tagId } = readTag(tag);
  return {
    createdBy: caller.principal.userId,
    ...since,
    tagId,
    userId: params.userId,
    accessType: body.AccessType,
  };
}

function reply(member: TagMember) {
  return { status: 200 as const, body: tagMemberToWire(member) };
}

/** The Lambda function. */
export const handler = serve(tagOperations, 'addTagUser', handle);
