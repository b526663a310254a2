import { describe, expect, it } from 'vitest';
import { api, field, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { actAs, aName } from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aHolderOf, aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function create(Name: string, headers: Record<string, string> = {}): Promise<Answer> {
  const body = { ResourceType: 'notebook', Name };
  return await api('POST', '/resources', { as: await asSuperAdmin(), body, headers });
}

describe('createResource', () => {
  describe('answers', () => {
    it('the resource; its owner is the person', async () => {
      const [{ ada }, Name] = [await people(), aName('resource')];
      const body = { ResourceType: 'dbt.model', Name: ` ${Name} `, ExternalId: 'arn:aws:s3:::x' };
      const answer = await must(201, api('POST', '/resources', { as: await asSuperAdmin(), body }));
      expect(answer.body).toEqual({
        ResourceId: expect.stringMatching(/^res_/),
        ResourceType: 'dbt.model',
        Name,
        ExternalId: 'arn:aws:s3:::x',
        OwnerId: ada.userId,
        CreatedAt: expect.any(String),
      });
      expect(answer.headers.get('location')).toBe(`/resources/${field(answer, 'ResourceId')}`);
    });

    it('T6, H8 the resource of a service user, not of the person behind it', async () => {
      const { userId, ...acting } = await actAs({ Role: 'Manager' });
      const body = { ResourceType: 'notebook', Name: aName() };
      const answer = await must(201, api('POST', '/resources', { ...acting, body }));
      expect(answer.body).toMatchObject({ OwnerId: userId, ExternalId: null });
    });

    it('to who holds resources.manage, and to no member', async () => {
      const [manager, member] = await Promise.all([aHolderOf('SystemRole-Managers'), aMember()]);
      const body = { ResourceType: 'notebook', Name: aName() };
      await must(201, api('POST', '/resources', { as: manager.token, body }));
      const answer = await api('POST', '/resources', { as: member.token, body });
      expect([answer.status, answer.body['code']]).toEqual([403, 'not-allowed']);
    });
  });

  refuses('createResource', {
    'changed-meanwhile': [
      409,
      'the state changes meanwhile',
      async () => {
        const name = aName('resource');
        return await losing(name, () => create(name));
      },
    ],
    'request-in-progress': [
      409,
      'the same Idempotency-Key is under way',
      async () => {
        const name = aName('resource');
        return await losing(name, () => create(name, { 'Idempotency-Key': name }), 'IDEMPOTENCY#');
      },
    ],
    'idempotency-key-reused': [
      422,
      'the Idempotency-Key of another request',
      async () => {
        const [name, other] = [aName('resource'), aName('resource')];
        await must(201, create(name, { 'Idempotency-Key': name }));
        return await create(other, { 'Idempotency-Key': name });
      },
    ],
  });

  describe('keeps', () => {
    it('one resource of 8 equal Idempotency-Keys at once', async () => {
      const name = aName('resource');
      const answers = await atOnce(8, () => create(name, { 'Idempotency-Key': name }));
      expect(statusesOf(answers)).toEqual({ 201: 8 });
      expect(new Set(answers.map(({ body }) => body['ResourceId'])).size).toBe(1);
    });

    it('D7 nothing new for an owner who is disabled meanwhile', async () => {
      const [manager, as] = await Promise.all([aHolderOf('SystemRole-Managers'), asSuperAdmin()]);
      const Name = aName('resource');
      const answer = await overtaken(Name, {
        call: () =>
          api('POST', '/resources', { as: manager.token, body: { ResourceType: 'notebook', Name } }),
        by: () => must(200, api('POST', `/users/${manager.userId}/disable`, { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'not-allowed']);
      const list = await must(200, api('GET', `/resources?owner=${manager.userId}`, { as }));
      expect(list.body).toEqual({ Items: [], Total: 0 });
    });

    it.each([
      {},
      { ResourceType: 'notebook' },
      { ResourceType: 'note book', Name: 'x' },
      { ResourceType: 'a#b', Name: 'x' },
      { ResourceType: '1x', Name: 'x' },
      { ResourceType: 'x'.repeat(101), Name: 'x' },
      { ResourceType: 'x', Name: ' ' },
      { ResourceType: 'x', Name: 'x'.repeat(256) },
      { ResourceType: 'x', Name: 'x', ExternalId: 'x'.repeat(1025) },
      { ResourceType: 'x', Name: 'x', OwnerId: 'usr_01h455vb4pex5vsknk084sn02q' },
    ])('I3 anything else out: %j', async (body) => {
      await must(400, api('POST', '/resources', { as: await asSuperAdmin(), body }));
    });
  });
});
