import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import {
  aCreatedServiceUser,
  aName,
  assume,
  assumedToken,
  productTable,
  unknownId,
} from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aHolderOf, aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedTag, putOnTag, shareWithTag, statusOf } from '../support/sharing.ts';
import { stored } from '../support/stored.ts';
import { newId } from '../../shared/domain/ids.ts';
import { systemClock } from '../../shared/domain/time.ts';
import { nameKey, tagMemberKey, tagShareKey } from '../../shared/store/keys.ts';
import { putNewTag, putTagMember } from '../../shared/store/tags.ts';

describe('deleteTag', () => {
  describe('answers', () => {
    it('T12 nothing; what was shared with the tag ends at the next request', async () => {
      const [{ ada }, target, { tagId }, friend] = await Promise.all([
        people(),
        aCreatedServiceUser(),
        aCreatedTag(),
        aMember(),
      ]);
      await putOnTag(tagId, friend);
      await must(200, shareWithTag(ada.token, target, tagId));
      const assumed = await assumedToken(friend, target);
      await must(204, api('DELETE', `/tags/${tagId}`, { as: ada.token }));
      const after = await atOnce(8, () => api('GET', '/users/me', { as: friend.token, assumed }));
      expect(statusesOf(after)).toEqual({ 401: 8 });
      expect((await assume(friend, target)).status).toBe(403);
      expect(items(await api('GET', '/users/me/assumable', { as: friend.token }))).toEqual([]);
      await must(404, api('GET', `/tags/${tagId}/users`, { as: ada.token }));
    });

    it('to an Owner of the tag, not to one who reads it, nor to who manages tags', async () => {
      const [{ tagId }, reader, manager] = await Promise.all([
        aCreatedTag(),
        aMember(),
        aHolderOf('SystemRole-Managers'),
      ]);
      await putOnTag(tagId, reader);
      for (const { token } of [reader, manager])
        await must(403, api('DELETE', `/tags/${tagId}`, { as: token }));
      await putOnTag(tagId, reader, 'Owner');
      await must(204, api('DELETE', `/tags/${tagId}`, { as: reader.token }));
    });
  });

  it('works as all else does with a tag from before whose key holds =', async () => {
    const [{ ada }, target, friend, value] = [
      await people(),
      await aCreatedServiceUser(),
      await aMember(),
      aName(),
    ];
    const made = { createdAt: systemClock(), createdBy: ada.userId };
    const tag = { ...made, tagId: newId('tag'), tagKey: `env=${value}`, tagValue: 'x' };
    const owner = { ...made, tagId: tag.tagId, userId: ada.userId, accessType: 'Owner' } as const;
    const writes = putNewTag(tag);
    await stored(await productTable(), writes.tag, writes.name, putTagMember(owner, undefined));
    const owned = items(
      await must(200, api('GET', `/tags?owner=${ada.userId}&limit=200`, { as: ada.token })),
    );
    expect(owned).toContainEqual(expect.objectContaining({ TagId: tag.tagId, TagKey: tag.tagKey }));
    await putOnTag(tag.tagId, friend);
    await must(200, shareWithTag(ada.token, target, tag.tagId));
    await must(201, assume(friend, target));
    await must(204, api('DELETE', `/tags/${tag.tagId}`, { as: ada.token }));
    expect((await (await productTable()).getMany([nameKey('TAG', tag.tagKey, 'x')]))[0]).toBeUndefined();
  });

  refuses('deleteTag', {
    'tag-not-found': [
      404,
      'I9 an unknown tag',
      async () => api('DELETE', `/tags/${unknownId.tag}`, { as: await asSuperAdmin() }),
    ],
    'changed-meanwhile': [
      409,
      'the state changes meanwhile',
      async () => {
        const { tagId } = await aCreatedTag();
        return await losing(tagId, async () => api('DELETE', `/tags/${tagId}`, { as: await asSuperAdmin() }));
      },
    ],
  });

  describe('keeps', () => {
    it('the pair free for another tag, which inherits nothing', async () => {
      const [{ ada }, target, { tagId, value }, friend] = await Promise.all([
        people(),
        aCreatedServiceUser(),
        aCreatedTag(),
        aMember(),
      ]);
      await putOnTag(tagId, friend);
      await must(200, shareWithTag(ada.token, target, tagId));
      const as = await asSuperAdmin();
      expect(statusesOf(await atOnce(6, () => api('DELETE', `/tags/${tagId}`, { as })))).toEqual({
        204: 1,
        404: 5,
      });
      const body = { TagKey: 'team', TagValue: value };
      const again = await must(201, api('POST', '/tags', { as, body }));
      expect(again.body['TagId']).not.toBe(tagId);
      expect((await assume(friend, target)).status).toBe(403);
    });

    it('nothing of it in the table, a moment later', async () => {
      const [{ ada }, target, { tagId }, friend] = await Promise.all([
        people(),
        aCreatedServiceUser(),
        aCreatedTag(),
        aMember(),
      ]);
      await putOnTag(tagId, friend);
      await must(200, shareWithTag(ada.token, target, tagId));
      const assumed = await assumedToken(ada, target);
      await must(204, api('DELETE', `/tags/${tagId}`, { as: ada.token }));
      const table = await productTable();
      const keys = [tagMemberKey(friend.userId, tagId), tagShareKey(target.userId, tagId)];
      await expect
        .poll(async () => await table.getMany(keys), { timeout: 15_000, interval: 100 })
        .toEqual([undefined, undefined]);
      expect(await statusOf(ada, assumed)).toBe(200);
    });
  });
});
