import { describe, expect, it } from 'vitest';
import { api, items, must, type Answer } from '../support/api.ts';
import { atOnce } from '../support/atOnce.ts';
import { aCreatedServiceUser, aDeletingServiceUser, assumedToken, unknownId } from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aHolderOf, aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedTag, putOnTag, shareWithTag, statusOf, takeOffTag } from '../support/sharing.ts';

async function add(tagId: string, { userId }: { userId: string }, AccessType: unknown): Promise<Answer> {
  const { ada } = await people();
  return await api('PUT', `/tags/${tagId}/users/${userId}`, { as: ada.token, body: { AccessType } });
}

describe('addTagUser', () => {
  describe('answers', () => {
    it('who is on the tag, and how', async () => {
      const [{ ada }, { tagId }, member] = await Promise.all([people(), aCreatedTag(), aMember()]);
      const answer = await must(200, add(tagId, member, 'ReadOnly'));
      expect(answer.body).toEqual({
        TagId: tagId,
        UserId: member.userId,
        AccessType: 'ReadOnly',
        CreatedAt: expect.any(String),
        CreatedBy: ada.userId,
      });
      expect((await must(200, add(tagId, member, 'ReadOnly'))).body).toEqual(answer.body);
    });

    it('another access type, since when the user was on it already: a session goes on', async () => {
      const [{ ada }, { tagId }, member, target] = await Promise.all([
        people(),
        aCreatedTag(),
        aMember(),
        aCreatedServiceUser(),
      ]);
      const first = await must(200, add(tagId, member, 'ReadOnly'));
      await must(200, shareWithTag(ada.token, target, tagId));
      const assumed = await assumedToken(member, target);
      const owner = await must(200, add(tagId, member, 'Owner'));
      expect(owner.body).toEqual({ ...first.body, AccessType: 'Owner' });
      expect(await statusOf(member, assumed)).toBe(200);
    });

    it('to Owners of the tag and the mode; not to readers, nor to who manages tags', async () => {
      const [{ tagId }, reader, manager, other] = await Promise.all([
        aCreatedTag(),
        aMember(),
        aHolderOf('SystemRole-Managers'),
        aMember(),
      ]);
      await putOnTag(tagId, reader);
      const path = `/tags/${tagId}/users/${other.userId}`;
      const body = { AccessType: 'ReadOnly' };
      for (const { token } of [reader, manager, other])
        await must(403, api('PUT', path, { as: token, body }));
      await putOnTag(tagId, reader, 'Owner');
      await must(200, api('PUT', path, { as: reader.token, body }));
    });
  });

  refuses('addTagUser', {
    'tag-not-found': [404, 'I9 an unknown tag', async () => add(unknownId.tag, await aMember(), 'ReadOnly')],
    'user-not-found': [
      404,
      'H7 an unknown user',
      async () => add((await aCreatedTag()).tagId, { userId: unknownId.person }, 'ReadOnly'),
    ],
    'user-deleting': [
      409,
      'D7 a user that is being deleted',
      async () => add((await aCreatedTag()).tagId, await aDeletingServiceUser(), 'ReadOnly'),
    ],
    'changed-meanwhile': [
      409,
      'the state changes again and again',
      async () => {
        const [{ tagId }, member] = await Promise.all([aCreatedTag(), aMember()]);
        return await losing(member.userId, () => add(tagId, member, 'ReadOnly'));
      },
    ],
  });

  describe('keeps', () => {
    it('one membership of 12 at once', async () => {
      const [{ ada }, { tagId }, member] = await Promise.all([people(), aCreatedTag(), aMember()]);
      const answers = await atOnce(12, () => add(tagId, member, 'ReadOnly'));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      const list = items(await must(200, api('GET', `/tags/${tagId}/users`, { as: ada.token })));
      expect(list).toHaveLength(2);
    });

    it('nobody on a tag by an Owner who was taken off it meanwhile', async () => {
      const [{ tagId }, owner, friend] = await Promise.all([aCreatedTag(), aMember(), aMember()]);
      await putOnTag(tagId, owner, 'Owner');
      const body = { AccessType: 'Owner' };
      const answer = await overtaken(friend.userId, {
        call: () => api('PUT', `/tags/${tagId}/users/${friend.userId}`, { as: owner.token, body }),
        by: () => takeOffTag(tagId, owner),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'not-allowed']);
      await must(404, api('DELETE', `/tags/${tagId}/users/${friend.userId}`, { as: await asSuperAdmin() }));
    });

    it.each(['Editor', 'owner', '', null, 1])('I3 any other access type out: %j', async (AccessType) => {
      await must(400, add((await aCreatedTag()).tagId, await aMember(), AccessType));
    });
  });
});
