import { describe, expect, it } from 'vitest';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { aName } from '../support/created.ts';
import { asSuperAdmin, people } from '../support/people.ts';

async function create(body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return await api('POST', '/users', { as: await asSuperAdmin(), body, headers });
}

describe('createUser with a token', () => {
  it('C12 user and first token together, and the value in this one answer', async () => {
    const body = {
      Name: aName(),
      Role: 'Manager',
      Token: { Name: 'first', RoleId: 'SystemRole-Managers' },
    };
    const headers = { 'Idempotency-Key': body.Name };
    const created = await must(201, create(body, headers));
    const { Token: value, ...token } = created.body['Token'] as Record<string, unknown>;
    expect(token).toMatchObject({ Name: 'first', State: 'active', RoleId: 'SystemRole-Managers' });
    const me = await must(200, api('GET', '/users/me', { as: String(value) }));
    expect(me.body['UserId']).toBe(created.body['UserId']);
    const replayed = await must(201, create(body, headers));
    expect(replayed.body['Token']).toEqual(token);
  });

  it('C12 neither of them where the name is taken, also when 8 ask at once', async () => {
    const Name = aName();
    const answers = await atOnce(8, () => create({ Name, Token: { Name: 'first' } }));
    expect(statusesOf(answers)).toEqual({ 201: 1, 409: 7 });
    const userId = field(answers.find(({ status }) => status === 201) as Answer, 'UserId');
    const { ada } = await people();
    expect(items(await api('GET', `/users/${userId}/tokens`, { as: ada.token }))).toHaveLength(1);
  });

  it('C12 no token where none is asked for', async () => {
    const created = await must(201, create({ Name: aName() }));
    expect(created.body).not.toHaveProperty('Token');
    const { ada } = await people();
    const path = `/users/${field(created, 'UserId')}/tokens`;
    expect(items(await api('GET', path, { as: ada.token }))).toEqual([]);
  });
});
