import { describe, expect, it } from 'vitest';
import { roleKey } from '../../shared/store/keys.ts';
import { api, field, must, type Answer } from '../support/api.ts';
import { aCreatedRole, aCreatedServiceUser, aName, productTable } from '../support/created.ts';
import { asSuperAdmin } from '../support/people.ts';
import { stored } from '../support/stored.ts';
import { aServiceToken } from '../support/tokens.ts';

interface Holder {
  readonly as: string;
  readonly path: string;
  readonly roleId: string;
  /** A token that was bound to the role while it was there. */
  readonly tokenId: string;
}

/** A service user whose list names a role that is gone: it was deleted before the index showed who holds it. */
async function holderOfNothing(): Promise<Holder> {
  const { roleId, name } = await aCreatedRole();
  const { userId, owner } = await aCreatedServiceUser({ Role: name });
  const { tokenId } = await aServiceToken({ RoleId: roleId }, { userId, owner });
  const table = await productTable();
  // What is no role to the stream's filter, no worker takes off whoever holds it.
  await stored(table, { put: { ...roleKey(roleId), entity: 'unseen' } });
  await stored(table, { remove: roleKey(roleId) });
  return { as: await asSuperAdmin(), path: `/users/${userId}`, roleId, tokenId };
}

const rule = {
  Issuer: 'https://token.actions.githubusercontent.com',
  Audience: 'https://service-users.example.com',
  Conditions: [{ Claim: 'repository', Equals: 'acme/warehouse' }],
};

function createRule({ as, path }: Holder, body: object = {}): Promise<Answer> {
  return api('POST', `${path}/trust-rules`, { as, body: { ...rule, Name: aName(), ...body } });
}

const binding: Record<string, (holder: Holder) => Promise<Answer>> = {
  createToken: ({ as, path, roleId }) =>
    api('POST', `${path}/tokens`, { as, body: { Name: aName(), RoleId: roleId } }),
  rotateToken: ({ as, path, tokenId }) => api('POST', `${path}/tokens/${tokenId}/rotate`, { as, body: {} }),
  restoreToken: async ({ as, path, tokenId }) => {
    await must(200, api('POST', `${path}/tokens/${tokenId}/revoke`, { as }));
    return await api('POST', `${path}/tokens/${tokenId}/restore`, { as });
  },
  createTrustRule: (holder) => createRule(holder, { RoleId: holder.roleId }),
  updateTrustRule: async (holder) => {
    const made = await must(201, createRule(holder));
    const path = `${holder.path}/trust-rules/${field(made, 'TrustRuleId')}`;
    return await api('PATCH', path, { as: holder.as, body: { RoleId: holder.roleId } });
  },
  updateUser: async (holder) => {
    const elsewhere = { as: holder.as, body: { DefaultRoleId: 'SystemRole-DefaultUsers' } };
    await must(200, api('PUT', `${holder.path}/roles/SystemRole-DefaultUsers`, { as: holder.as }));
    await must(200, api('PATCH', holder.path, elsewhere));
    return await api('PATCH', holder.path, { as: holder.as, body: { DefaultRoleId: holder.roleId } });
  },
};

describe('a role that is gone, while a user still has it in its list', () => {
  it.each(Object.entries(binding))('R6, R7 is bound to nothing by %s', async (_, bind) => {
    const { status, body } = await bind(await holderOfNothing());
    expect([status, body['code']]).toEqual([400, 'role-not-held']);
  });

  it('R7 gives what everybody has to who assumes that user and names no role, and is not to be named', async () => {
    const { as, path, roleId } = await holderOfNothing();
    const assumed = await must(201, api('POST', `${path}/auth-token`, { as, body: {} }));
    expect(assumed.body['RoleId']).toBe('SystemRole-DefaultUsers');
    const me = await must(200, api('GET', '/users/me', { assumed: field(assumed, 'Token') }));
    expect(me.body['ActiveRole']).toMatchObject({ RoleId: 'SystemRole-DefaultUsers' });
    const named = await api('POST', `${path}/auth-token`, { as, body: { RoleId: roleId } });
    expect([named.status, named.body['code']]).toEqual([400, 'role-not-held']);
  });
});
