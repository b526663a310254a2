import { describe, expect, it } from 'vitest';
import { api, type Answer } from '../support/api.ts';
import { aCreatedRole, aCreatedServiceUser, aName, unknownId } from '../support/created.ts';
import { asSuperAdmin, people } from '../support/people.ts';
import { aRule } from '../support/trust.ts';

const RoleId = 'SystemRole-Managers';

/** A POST about a service user of the test's own that does not hold the role, in Super-Admin mode. */
async function post(path: string, body: object): Promise<Answer> {
  const { userId } = await aCreatedServiceUser();
  return await api('POST', path.replace('{userId}', userId), { as: await asSuperAdmin(), body });
}

describe('a refusal for bad input names the place', () => {
  it.each([
    ['/users/{userId}/auth-token', { RoleId }, 'RoleId'],
    ['/users/{userId}/tokens', { Name: 'ci', RoleId }, 'RoleId'],
    ['/users/{userId}/trust-rules', { ...aRule, RoleId }, 'RoleId'],
    ['/users', { Name: aName(), Token: { Name: 'ci', RoleId } }, 'Token.RoleId'],
  ])('R6 of a role that is not held, to POST %s', async (path, body, place) => {
    const { status, body: problem } = await post(path, body);
    expect([status, problem['code'], problem['errors']]).toEqual([
      400,
      'role-not-held',
      [{ path: place, message: 'must be attached to the user' }],
    ]);
  });

  it('of a default role that is not held, to PATCH /users/{userId}', async () => {
    const { userId } = await aCreatedServiceUser();
    const as = await asSuperAdmin();
    const { body } = await api('PATCH', `/users/${userId}`, { as, body: { DefaultRoleId: RoleId } });
    expect(body['errors']).toEqual([{ path: 'DefaultRoleId', message: 'must be attached to the user' }]);
  });

  it('of managers who do not exist, as the request counts them', async () => {
    const [as, { linus, mary }] = await Promise.all([asSuperAdmin(), people()]);
    const nobody = unknownId.person;
    const { roleId } = await aCreatedRole({ RoleManagers: [linus.userId] });
    const RoleManagers = [linus.userId, mary.userId, linus.userId, nobody, mary.userId, nobody];
    const body = { RoleName: aName('role'), Permissions: [], RoleManagers };
    for (const { body: problem } of [
      await api('POST', '/roles', { as, body }),
      await api('PATCH', `/roles/${roleId}`, { as, body: { RoleManagers } }),
    ]) {
      expect([problem['code'], problem['errors']]).toEqual([
        'invalid-request',
        [
          { path: 'RoleManagers.3', message: 'no such user' },
          { path: 'RoleManagers.5', message: 'no such user' },
        ],
      ]);
    }
  });

  it.each(['AAAA', 'A'.repeat(64)])('of the cursor %s', async (cursor) => {
    const as = await asSuperAdmin();
    const { status, body } = await api('GET', `/users?cursor=${cursor}`, { as });
    expect([status, body['code'], body['errors']]).toEqual([
      400,
      'cursor-not-valid',
      [{ path: 'cursor', message: 'must be the NextCursor of the previous page' }],
    ]);
  });
});
