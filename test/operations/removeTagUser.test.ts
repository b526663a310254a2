import { describe, expect, it } from 'vitest';
import { api, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf, staleness } from '../support/atOnce.ts';
import { aCreatedServiceUser, assumedToken, unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aHolderOf, aMember, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedTag, putOnTag, shareWithTag } from '../support/sharing.ts';

async function remove(tagId: string, { userId }: { userId: string }): Promise<Answer> {
  return await api('DELETE', `/tags/${tagId}/users/${userId}`, { as: (await people()).ada.token });
}

describe('removeTagUser', () => {
  describe('answers', () => {
    it('T12 nothing; a removed member is refused at the next request', async () => {
      const [{ ada }, target, { tagId }, friend] = await Promise.all([
        people(),
        aCreatedServiceUser(),
        aCreatedTag(),
        aMember(),
      ]);
      await putOnTag(tagId, friend);
      await must(200, shareWithTag(ada.token, target, tagId));
      const assumed = await assumedToken(friend, target);
      const { before, after } = await staleness(
        () => api('GET', '/users/me', { as: friend.token, assumed }),
        () => must(204, remove(tagId, friend)),
      );
      expect(before).toContain(200);
      expect(after).toEqual({ 401: 8 });
    });

    it('to Owners, also of themselves; not to readers nor to who manages tags', async () => {
      const [{ tagId }, reader, manager] = await Promise.all([
        aCreatedTag(),
        aMember(),
        aHolderOf('SystemRole-Managers'),
      ]);
      await putOnTag(tagId, reader);
      const path = `/tags/${tagId}/users/${reader.userId}`;
      for (const { token } of [reader, manager]) await must(403, api('DELETE', path, { as: token }));
      await putOnTag(tagId, reader, 'Owner');
      await must(204, api('DELETE', path, { as: reader.token }));
    });
  });

  refuses('removeTagUser', {
    'tag-not-found': [404, 'I9 an unknown tag', async () => remove(unknownId.tag, await aMember())],
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () => remove((await aCreatedTag()).tagId, { userId: unknownId.person }),
    ],
    'member-not-found': [
      404,
      'somebody who is not on the tag',
      async () => remove((await aCreatedTag()).tagId, await aMember()),
    ],
    'changed-meanwhile': [
      409,
      'the state changes meanwhile',
      async () => {
        const [{ tagId }, member] = await Promise.all([aCreatedTag(), aMember()]);
        await putOnTag(tagId, member);
        return await losing(member.userId, () => remove(tagId, member));
      },
    ],
  });

  describe('keeps', () => {
    it('one winner of many at once', async () => {
      const [{ tagId }, member] = await Promise.all([aCreatedTag(), aMember()]);
      await putOnTag(tagId, member);
      expect(statusesOf(await atOnce(10, () => remove(tagId, member)))).toEqual({ 204: 1, 404: 9 });
    });
  });
});
