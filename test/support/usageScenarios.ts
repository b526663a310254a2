import type { OperationId } from '../../shared/contract/operations.ts';
import { api, field, must } from './api.ts';
import {
  aCreatedRole,
  aCreatedServiceUser,
  aCreatedTeam,
  actAs,
  aName,
  assume,
  asServiceUser,
} from './created.ts';
import { ofOAuth } from './oauthScenarios.ts';
import { aMember, asSuperAdmin, aSuperAdmin, enterMode, inMode, people } from './people.ts';
import { remove } from './removed.ts';
import type { Scenario } from './scenario.ts';

type Request = readonly [method: string, path: string, body?: object];

const scenario = (operation: OperationId, when: string, prepare: Scenario['prepare']): Scenario => ({
  operation,
  when,
  prepare,
});

/** A read by linus, who has no access to anything. */
const read = (operation: OperationId, when: string, path: () => Promise<string> | string): Scenario =>
  scenario(operation, when, async () => {
    const [{ linus }, to] = await Promise.all([people(), path()]);
    return () => api('GET', to, { as: linus.token });
  });

/** A call by ada, who has a share of what she created, on a fresh service user. */
const onOwn = (
  operation: OperationId,
  when: string,
  { request, given = {} }: { request: Request; given?: Parameters<typeof aCreatedServiceUser>[0] },
): Scenario =>
  scenario(operation, when, async () => {
    const [{ ada }, { userId }] = await Promise.all([people(), aCreatedServiceUser(given)]);
    const [method, path, body] = request;
    return () => api(method, path.replace('{userId}', userId), { as: ada.token, ...(body && { body }) });
  });

/** A call in Super-Admin mode. */
const inTheMode = (operation: OperationId, when: string, request: () => Promise<Request>): Scenario =>
  scenario(operation, when, async () => {
    const [as, [method, path, body]] = await Promise.all([asSuperAdmin(), request()]);
    return () => api(method, path, { as, ...(body && { body }) });
  });

const publicRead = (operation: OperationId, path: string): Scenario =>
  scenario(operation, 'anybody', () => Promise.resolve(() => api('GET', path)));

async function aTeamWithMember(): Promise<{ teamId: string; userId: string }> {
  const { teamId } = await aCreatedTeam();
  return { teamId, userId: (await aCreatedServiceUser({ Teams: [teamId] })).userId };
}

async function aSession(): Promise<{ userId: string; sessionId: string }> {
  const { userId, owner } = await aCreatedServiceUser();
  return { userId, sessionId: field(await must(201, assume(owner, { userId })), 'SessionId') };
}

const ofPublic = [
  publicRead('getHealth', '/health'),
  publicRead('getDiscovery', '/.well-known/openid-configuration'),
  publicRead('getJwks', '/.well-known/jwks.json'),
  publicRead('getOpenApi', '/openapi.json'),
];

const ofUsers = [
  read('getMe', 'a person', () => '/users/me'),
  scenario('getMe', 'an assumed service user', async () => {
    const { as, assumed } = await asServiceUser();
    return () => api('GET', '/users/me', { as, assumed });
  }),
  scenario('getMe', 'in Super-Admin mode', async () => {
    const as = await asSuperAdmin();
    return () => api('GET', '/users/me', { as });
  }),
  scenario('getMe', 'the first request of a service user in five minutes', async () => {
    const { assumed } = await actAs();
    return () => api('GET', '/users/me', { assumed });
  }),
  read('listUsers', 'a page of 2 of one kind and status', () => '/users?limit=2&type=service&status=enabled'),
  read('listUsers', 'a page of 2, both kinds, every status', () => '/users?limit=2'),
  read(
    'listUsers',
    'the one member of a team',
    async () => `/users?team=${(await aTeamWithMember()).teamId}`,
  ),
  read('getUser', 'any user', async () => `/users/${(await people()).mary.userId}`),
  inTheMode('createUser', 'a name alone', async () => ['POST', '/users', { Name: aName() }]),
  inTheMode('createUser', 'with a custom role', async () => {
    return ['POST', '/users', { Name: aName(), Role: (await aCreatedRole()).name }];
  }),
  inTheMode('createUser', 'with two teams', async () => {
    const Teams = (await Promise.all([aCreatedTeam(), aCreatedTeam()])).map(({ name }) => name);
    return ['POST', '/users', { Name: aName(), Teams }];
  }),
  scenario('createUser', 'with an Idempotency-Key', async () => {
    const [as, headers] = [await asSuperAdmin(), { 'Idempotency-Key': aName('key') }];
    return () => api('POST', '/users', { as, body: { Name: aName() }, headers });
  }),
  onOwn('updateUser', 'a field', { request: ['PATCH', '/users/{userId}', { Description: 'x' }] }),
  onOwn('enableUser', 'a disabled service user', {
    request: ['POST', '/users/{userId}/enable'],
    given: { disabled: true },
  }),
  onOwn('disableUser', 'a service user', { request: ['POST', '/users/{userId}/disable'] }),
  inTheMode('disableUser', 'a person', async () => ['POST', `/users/${(await aMember()).userId}/disable`]),
  read('getDeletion', 'of a user who is gone', async () => {
    const [{ userId }, { mary }] = await Promise.all([aCreatedServiceUser({ disabled: true }), people()]);
    await must(200, remove(userId, mary.userId));
    return `/users/${userId}/deletion`;
  }),
  onOwn('listEvents', 'of a new service user', { request: ['GET', '/users/{userId}/events'] }),
];

const ofTokens = [
  onOwn('createAuthToken', 'by a share', { request: ['POST', '/users/{userId}/auth-token', {}] }),
  scenario('createAuthToken', 'by a share, for a custom role', async () => {
    const { roleId: Role } = await aCreatedRole();
    const { userId, owner } = await aCreatedServiceUser({ Role });
    return () => assume(owner, { userId }, { RoleId: Role });
  }),
  scenario('createAuthToken', 'by the mode', async () => {
    const [{ userId }, boss] = await Promise.all([aCreatedServiceUser(), aSuperAdmin()]);
    const as = await inMode(boss);
    return () => api('POST', `/users/${userId}/auth-token`, { as, body: {} });
  }),
  scenario('enterSuperAdminMode', 'a member', async () => {
    const { token } = await aSuperAdmin();
    return () => api('POST', '/users/super-admin/auth-token', { as: token, body: {} });
  }),
  scenario('endSuperAdminMode', 'by the mode', async () => {
    const as = await enterMode((await aSuperAdmin()).token);
    return () => api('DELETE', '/users/super-admin/auth-token', { as });
  }),
  scenario('listSessions', 'one live session', async () => {
    const [{ ada }, { userId }] = await Promise.all([people(), aSession()]);
    return () => api('GET', `/users/${userId}/sessions`, { as: ada.token });
  }),
  scenario('endSession', 'by a share', async () => {
    const [{ ada }, { userId, sessionId }] = await Promise.all([people(), aSession()]);
    return () => api('DELETE', `/users/${userId}/sessions/${sessionId}`, { as: ada.token });
  }),
  scenario('listAssumableUsers', 'one share', async () => {
    const sharedWith = await aMember();
    await aCreatedServiceUser({ sharedWith });
    return () => api('GET', '/users/me/assumable', { as: sharedWith.token });
  }),
];

const ofMembers = [
  inTheMode('listSuperAdmins', 'of the members so far', async () => ['GET', '/super-admins']),
  inTheMode('addSuperAdmin', 'a person', async () => ['PUT', `/super-admins/${(await aMember()).userId}`]),
  inTheMode('removeSuperAdmin', 'a member', async () => [
    'DELETE',
    `/super-admins/${(await aSuperAdmin()).userId}`,
  ]),
];

const ofRoles = [
  read('listRoles', 'a page of 4', () => '/roles?limit=4'),
  read('getRole', 'a built-in role', () => '/roles/SystemRole-Managers'),
  read('getRole', 'a custom role', async () => `/roles/${(await aCreatedRole()).roleId}`),
  inTheMode('createRole', 'one manager', async () => [
    'POST',
    '/roles',
    { RoleName: aName('role'), Permissions: [] },
  ]),
  inTheMode('updateRole', 'a field', async () => [
    'PATCH',
    `/roles/${(await aCreatedRole()).roleId}`,
    { Description: 'x' },
  ]),
  inTheMode('deleteRole', 'nobody holds it', async () => [
    'DELETE',
    `/roles/${(await aCreatedRole()).roleId}`,
  ]),
  inTheMode('attachRole', 'a custom role', async () => {
    const [{ userId }, { roleId }] = await Promise.all([aCreatedServiceUser(), aCreatedRole()]);
    return ['PUT', `/users/${userId}/roles/${roleId}`];
  }),
  inTheMode('detachRole', 'a custom role', async () => {
    const { roleId } = await aCreatedRole();
    const { userId } = await aCreatedServiceUser({ Role: roleId });
    return ['DELETE', `/users/${userId}/roles/${roleId}`];
  }),
];

const ofTeams = [
  read('listTeams', 'a page of 4', () => '/teams?limit=4'),
  inTheMode('createTeam', 'a name', async () => ['POST', '/teams', { TeamName: aName('team') }]),
  inTheMode('deleteTeam', 'a team', async () => ['DELETE', `/teams/${(await aCreatedTeam()).teamId}`]),
  inTheMode('addTeamMember', 'a service user', async () => {
    const [{ teamId }, { userId }] = await Promise.all([aCreatedTeam(), aCreatedServiceUser()]);
    return ['PUT', `/teams/${teamId}/members/${userId}`];
  }),
  inTheMode('removeTeamMember', 'a service user', async () => {
    const { teamId, userId } = await aTeamWithMember();
    return ['DELETE', `/teams/${teamId}/members/${userId}`];
  }),
];

/** Every operation at least once; the order is that of the table in the document. */
export const scenarios: readonly Scenario[] = [
  ...ofPublic,
  ...ofUsers,
  ...ofTokens,
  ...ofMembers,
  ...ofRoles,
  ...ofTeams,
  ...ofOAuth,
];
