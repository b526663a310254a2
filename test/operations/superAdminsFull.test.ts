import { describe, expect, it } from 'vitest';
import { superAdminsKey } from '../../shared/store/keys.ts';
import { readSuperAdmins } from '../../shared/store/superAdmins.ts';
import { api, items, must, type Answer } from '../support/api.ts';
import { plantedPersons, productTable } from '../support/created.ts';
import { enterMode, person } from '../support/people.ts';
import { useOwnProduct } from '../support/ownProduct.ts';
import { stored } from '../support/stored.ts';

/** A product of its own: the registry of members is one for all. */
useOwnProduct({ seeded: false });

/** Puts as many more persons into the registry as it takes to have that many members. */
async function filledTo(count: number): Promise<void> {
  const table = await productTable();
  const { members, enabled } = readSuperAdmins(await table.get(superAdminsKey));
  const more = await plantedPersons(count - members.size);
  const all = { members: new Set([...members, ...more]), enabled: new Set([...enabled, ...more]) };
  await stored(table, { put: { ...superAdminsKey, ...all } });
}

const outcome = ({ status, body }: Answer) => [status, body['code']];

describe('a full registry of Super-Admin members', () => {
  it('is listed whole, takes nobody else, keeps those in it, and takes others once somebody is removed', async () => {
    const [one, next] = [await person('super-one'), await person('member-next')];
    const as = await enterMode(one.token);
    await filledTo(500);
    const listed = items(await must(200, api('GET', '/super-admins', { as })));
    expect(new Set(listed.map(({ UserId }) => UserId)).size).toBe(500);
    expect(outcome(await api('PUT', `/super-admins/${next.userId}`, { as }))).toEqual([409, 'limit-reached']);
    const late = await person('super-late');
    const refused = await api('POST', '/users/super-admin/auth-token', { as: late.token, body: {} });
    expect(outcome(refused)).toEqual([409, 'limit-reached']);
    expect(refused.body['detail']).toContain('DELETE /super-admins/{userId}');
    await must(204, api('PUT', `/super-admins/${one.userId}`, { as }));
    await enterMode(one.token);
    const other = listed.find(({ UserId }) => UserId !== one.userId);
    await must(204, api('DELETE', `/super-admins/${String(other?.['UserId'])}`, { as }));
    await must(200, api('GET', '/super-admins', { as: await enterMode(late.token) }));
  });
});
