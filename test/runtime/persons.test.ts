import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId, type RoleId } from '../../shared/domain/ids.ts';
import { instant, toSeconds } from '../../shared/domain/time.ts';
import { revised } from '../../shared/domain/user.ts';
import { changeRole, putNewRole, removeRole } from '../../shared/store/roles.ts';
import { changeUser } from '../../shared/store/users.ts';
import { authorizing, type Authorizing } from '../support/authorizing.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { stored } from '../support/stored.ts';

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());

let api: Authorizing;
beforeEach(async () => {
  api = await authorizing(issuer);
});

const getMe = (authorization: string, roleId?: string) =>
  api.ask({
    operation: 'getMe',
    authorization,
    ...(roleId === undefined ? {} : { headers: { 'X-Role-Id': [roleId] } }),
  });

describe('a person', () => {
  it('costs one round trip, whether once or often seen, and no call to the issuer', async () => {
    const { token } = await api.person();
    await getMe(token);
    api.store.usage.take();
    const before = { ...issuer.reads };
    await getMe(token);
    expect(api.store.usage.take()).toMatchObject({ calls: 1, roundTrips: 1, writeUnits: 0 });
    expect(issuer.reads).toEqual(before);
  });

  it('is nobody without a credential, or with one that is none', async () => {
    expect(await api.ask({ operation: 'getMe' })).toEqual({ status: 401, code: 'missing' });
    const { token } = await api.person();
    for (const value of [
      '',
      'Bearer',
      token,
      `Basic ${token}`,
      `Bearer ${token} x`,
      `Bearer ${token},${token}`,
      'Bearer x.y.z',
    ]) {
      expect(await api.ask({ operation: 'getMe', headers: { Authorization: [value] } })).toMatchObject({
        status: 401,
      });
    }
    expect(
      (await api.ask({ operation: 'getMe', headers: { AUTHORIZATION: [`bearer  ${token} `] } })).status,
    ).toBe(200);
  });

  it('of an issuer that is not trusted is nobody, and that issuer is not asked', async () => {
    const other = await oidcIssuer();
    expect(await getMe(other.idToken())).toEqual({ status: 401, code: 'unknown-issuer' });
    expect(other.reads).toEqual({ discovery: 0, jwks: 0 });
    await other.close();
  });

  it('D12 is refused while disabled, at the very next request', async () => {
    const { person, token } = await api.person();
    expect((await getMe(token)).status).toBe(200);
    await stored(
      api.store.table,
      changeUser(person, revised(person, { status: 'disabled', generation: 2 }, api.now)),
    );
    expect(await getMe(token)).toEqual({ status: 401, code: 'user-disabled' });
  });

  it('L2 is refused with a sign-in from before the sign-out', async () => {
    const { person, token } = await api.person();
    const signedOutAt = instant(Date.now() + 1000);
    await stored(api.store.table, changeUser(person, revised(person, { signedOutAt }, api.now)));
    expect(await getMe(token)).toEqual({ status: 401, code: 'signed-out' });
    const later = issuer.idToken({
      sub: person.subject,
      email: person.email,
      iat: toSeconds(signedOutAt) + 1,
    });
    expect((await getMe(later)).status).toBe(200);
  });
});

describe('the role of a request', () => {
  const held = {
    'SystemRole-Managers': 'SystemRole-Managers',
    'SystemRole-DefaultUsers': 'SystemRole-DefaultUsers',
  };
  const team = (token: string, roleId?: string) =>
    api.ask({
      operation: 'createTeam',
      authorization: token,
      ...(roleId === undefined ? {} : { headers: { 'x-role-id': [roleId] } }),
    });

  it('R4 is one: the default role, or the one asked for, never the union', async () => {
    const asMember = await api.person({ roles: held });
    expect(await team(asMember.token)).toEqual({ status: 403, code: 'not-allowed' });
    expect((await team(asMember.token, 'SystemRole-Managers')).caller?.principal.role.roleId).toBe(
      'SystemRole-Managers',
    );
    const asManager = await api.person({ roles: held, defaultRoleId: 'SystemRole-Managers' as RoleId });
    expect((await team(asManager.token)).status).toBe(200);
    expect(await team(asManager.token, 'SystemRole-DefaultUsers')).toEqual({
      status: 403,
      code: 'not-allowed',
    });
  });

  it('R4 is none that the caller does not hold, however it is spelled', async () => {
    const { token } = await api.person({ roles: held });
    const others = [
      'SystemRole-SystemAdministrators',
      'Super-Admin',
      'Manager',
      'systemrole-managers',
      '',
      '__proto__',
      'constructor',
    ];
    for (const roleId of [...others, newId('role')])
      expect(await team(token, roleId)).toEqual({ status: 403, code: 'role-not-usable' });
    const twice = { 'X-Role-Id': ['SystemRole-Managers', 'SystemRole-DefaultUsers'] };
    expect(
      (await api.ask({ operation: 'createTeam', authorization: token, headers: twice })).status,
    ).not.toBe(200);
  });

  it('R4 is the one that an assumed token is bound to, whatever X-Role-Id says', async () => {
    const { person, token } = await api.person();
    const loader = await api.serviceUser({ roles: held }, person);
    const { token: assumed } = await api.assumed(person, loader);
    const headers = { 'X-Role-Id': ['SystemRole-Managers'] };
    const answer = await api.ask({
      operation: 'createTeam',
      authorization: token,
      serviceUser: assumed,
      headers,
    });
    expect(answer).toEqual({ status: 403, code: 'not-allowed' });
  });

  it('R7 must be attached now, and permits what it permits now', async () => {
    const role = {
      roleId: newId('role'),
      roleName: 'Teams',
      description: '',
      permissions: ['teams.manage'],
      roleManagers: [],
      builtIn: false,
      version: 1,
    };
    const writes = putNewRole(role);
    await stored(api.store.table, writes.role, writes.name);
    const { person, token } = await api.person({
      roles: { ...held, [role.roleId]: 'Teams' },
      defaultRoleId: role.roleId,
    });
    expect((await team(token)).caller?.by).toEqual(['may:teams.manage']);
    await stored(api.store.table, ...changeRole(role, { ...role, permissions: ['teams.view'] }));
    expect(await team(token)).toEqual({ status: 403, code: 'not-allowed' });
    await stored(
      api.store.table,
      ...changeRole({ ...role, version: 2 }, { ...role, permissions: ['teams.fullaccess'] }),
    );
    expect((await team(token)).status).toBe(200);
    await stored(
      api.store.table,
      changeUser(
        person,
        revised(person, { roles: held, defaultRoleId: 'SystemRole-DefaultUsers' as RoleId }, api.now),
      ),
    );
    expect(await team(token, role.roleId)).toEqual({ status: 403, code: 'role-not-usable' });
  });

  it('R7 that was deleted is not usable; as a default role it gives what everybody has', async () => {
    const role = {
      roleId: newId('role'),
      roleName: 'Gone',
      description: '',
      permissions: ['teams.manage'],
      roleManagers: [],
      builtIn: false,
      version: 1,
    };
    const writes = putNewRole(role);
    await stored(api.store.table, writes.role, writes.name);
    await stored(api.store.table, ...(await removeRole(api.store.table, role)));
    const { token } = await api.person({
      roles: { ...held, [role.roleId]: 'Gone' },
      defaultRoleId: role.roleId,
    });
    expect((await getMe(token)).caller?.principal.role.roleId).toBe('SystemRole-DefaultUsers');
    expect(await team(token)).toEqual({ status: 403, code: 'not-allowed' });
    expect(await getMe(token, role.roleId)).toEqual({ status: 403, code: 'role-not-usable' });
  });
});
