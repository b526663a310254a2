import { describe, expect, it } from 'vitest';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { actAs, aName } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aHolderOf, aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedTag } from '../support/sharing.ts';

async function create(TagValue: string, headers: Record<string, string> = {}): Promise<Answer> {
  const body = { TagKey: 'team', TagValue };
  return await api('POST', '/tags', { as: await asSuperAdmin(), body, headers });
}

/** Who is on a tag, and how. */
async function members(tagId: string): Promise<unknown[]> {
  const answer = await must(200, api('GET', `/tags/${tagId}/users`, { as: (await aMember()).token }));
  return items(answer).map(({ UserId, AccessType }) => [UserId, AccessType]);
}

describe('createTag', () => {
  describe('answers', () => {
    it('the tag, trimmed; its creator is its first Owner', async () => {
      const [{ ada }, value] = [await people(), aName('value')];
      const answer = await must(201, create(`  ${value} `));
      expect(answer.body).toEqual({
        TagId: expect.stringMatching(/^tag_/),
        TagKey: 'team',
        TagValue: value,
        CreatedAt: expect.any(String),
      });
      expect(answer.headers.get('location')).toBe(`/tags/${field(answer, 'TagId')}`);
      expect(await members(field(answer, 'TagId'))).toEqual([[ada.userId, 'Owner']]);
    });

    it('to who holds tags.manage, and to no member', async () => {
      const [manager, member] = await Promise.all([aHolderOf('SystemRole-Managers'), aMember()]);
      await aCreatedTag(manager.token);
      const body = { TagKey: 'team', TagValue: aName('value') };
      const answer = await api('POST', '/tags', { as: member.token, body });
      expect([answer.status, answer.body['code']]).toEqual([403, 'not-allowed']);
    });

    it('T6 to a service user that holds tags.manage: the tag is the service user’s', async () => {
      const { userId, ...acting } = await actAs({ Role: 'Manager' });
      const body = { TagKey: 'team', TagValue: aName('value') };
      const answer = await must(201, api('POST', '/tags', { ...acting, body }));
      expect(await members(field(answer, 'TagId'))).toEqual([[userId, 'Owner']]);
    });

    it('the same answer to a repeated Idempotency-Key', async () => {
      const value = aName('value');
      const headers = { 'Idempotency-Key': value };
      const [first, again] = [
        await must(201, create(value, headers)),
        await must(201, create(value, headers)),
      ];
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    });
  });

  refuses('createTag', {
    'name-taken': [
      409,
      'a pair that is there, in any case',
      async () => {
        const { value } = await aCreatedTag();
        return await create(value.toUpperCase());
      },
    ],
    'changed-meanwhile': [
      409,
      'the state changes meanwhile',
      async () => {
        const value = aName('value');
        return await losing(value, () => create(value));
      },
    ],
    'request-in-progress': [
      409,
      'the same Idempotency-Key is under way',
      async () => {
        const value = aName('value');
        return await losing(value, () => create(value, { 'Idempotency-Key': value }), 'IDEMPOTENCY#');
      },
    ],
    'idempotency-key-reused': [
      422,
      'the Idempotency-Key of another request',
      async () => {
        const [value, other] = [aName('value'), aName('value')];
        await must(201, create(value, { 'Idempotency-Key': value }));
        return await create(other, { 'Idempotency-Key': value });
      },
    ],
  });

  describe('keeps', () => {
    it('pairs unique, also among 12 at once', async () => {
      const value = aName('value');
      expect(statusesOf(await atOnce(12, () => create(value)))).toEqual({ 201: 1, 409: 11 });
    });

    it.each([
      {},
      { TagKey: 'x' },
      { TagKey: ' ', TagValue: 'x' },
      { TagKey: 'x', TagValue: '' },
      { TagKey: 'x'.repeat(129), TagValue: 'x' },
      { TagKey: 'x', TagValue: 'x'.repeat(257) },
      { TagKey: 'x', TagValue: 'x\u0000' },
      { TagKey: 'env=prod', TagValue: 'x' },
      { TagKey: 'env\uff1dprod', TagValue: 'x' },
      { TagKey: 'env\u200b', TagValue: 'x' },
      { TagKey: 'env', TagValue: 'x\u3164' },
      { TagKey: 'x', TagValue: 'x', Owner: 'me' },
    ])('I3 anything else out: %j', async (body) => {
      await must(400, api('POST', '/tags', { as: await asSuperAdmin(), body }));
    });

    it('the pair in NFC with single spaces, so that a repetition in another encoding is the same request', async () => {
      const value = aName('value');
      const headers = { 'Idempotency-Key': value };
      const made = await must(201, create(`Café ${value}`, headers));
      const again = await must(201, create(` Cafe\u0301\u00a0 ${value}`, headers));
      expect(again.body).toEqual(made.body);
      expect(made.body['TagValue']).toBe(`Café ${value}`);
    });

    it('room for the longest pair of wide characters', async () => {
      const body = { TagKey: '鍵'.repeat(128), TagValue: `${aName()}${'値'.repeat(200)}` };
      await must(201, api('POST', '/tags', { as: await asSuperAdmin(), body }));
    });
  });
});
