import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '@stricli/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { application } from '../../cli/application.ts';
import { operationRows, type OperationId } from '../../shared/contract/operations.ts';
import { projectFolder } from '../../infra/build.ts';
import { unknownId } from '../support/created.ts';
import { loopback } from '../support/loopback.ts';
import { aFolder } from '../support/runCommand.ts';

const { serviceUser: user, person, role, team, tag, token, resource, session, trustRule: rule } = unknownId;

/** How each operation is reached from a shell. A file with something in it stands for FILE. */
const commands: Readonly<Record<OperationId, string>> = {
  getJwks: 'published keys',
  getDiscovery: 'published openid',
  getOpenApi: 'published openapi',
  getAuthorizationServerMetadata: 'published oauth',
  getHealth: 'health',
  exchangeToken: 'token --scope users.view',
  introspectToken: 'introspect --token-file FILE',
  revokeOAuthToken: 'revoke --token-file FILE',
  getMe: 'whoami',
  listUsers: 'users list',
  getUser: `users get ${user}`,
  createUser: 'users create svc-x',
  updateUser: `users edit ${user} --description x`,
  enableUser: `users enable ${user}`,
  disableUser: `users disable ${user}`,
  deleteUser: `users delete ${user} --transfer-to ${person} --yes`,
  getDeletion: `users deletion ${user}`,
  signOutUser: `users sign-out ${person}`,
  listEvents: `events ${user}`,
  createAuthToken: `token --for ${user}`,
  enterSuperAdminMode: 'token --super-admin',
  endSuperAdminMode: 'super-admins end-mode',
  listSessions: `users sessions ${user}`,
  endSession: `users end-session ${user} ${session}`,
  listAssumableUsers: 'users assumable',
  listSuperAdmins: 'super-admins list',
  addSuperAdmin: `super-admins add ${person}`,
  removeSuperAdmin: `super-admins remove ${person}`,
  listRoles: 'roles list',
  getRole: `roles get ${role}`,
  createRole: 'roles create x --permission bi.view',
  updateRole: `roles edit ${role} --description x`,
  deleteRole: `roles delete ${role} --yes`,
  attachRole: `roles attach ${user} ${role}`,
  detachRole: `roles detach ${user} ${role}`,
  listTeams: 'teams list',
  createTeam: 'teams create x',
  deleteTeam: `teams delete ${team} --yes`,
  addTeamMember: `teams add ${team} ${user}`,
  removeTeamMember: `teams remove ${team} ${user}`,
  listTokens: `tokens list ${user}`,
  createToken: `tokens create ${user} x`,
  revokeToken: `tokens revoke ${user} ${token}`,
  restoreToken: `tokens restore ${user} ${token}`,
  rotateToken: `tokens rotate ${user} ${token}`,
  deleteToken: `tokens delete ${user} ${token} --yes`,
  listShares: `share list ${user}`,
  shareWithUser: `share add ${user} ${person}`,
  unshareWithUser: `share remove ${user} ${person}`,
  shareWithTag: `share add ${user} tag:${tag}`,
  unshareWithTag: `share remove ${user} tag:${tag}`,
  listTags: 'tags list',
  createTag: 'tags create a=b',
  deleteTag: `tags delete ${tag} --yes`,
  listTagUsers: `tags users ${tag}`,
  addTagUser: `tags add ${tag} ${user}`,
  removeTagUser: `tags remove ${tag} ${user}`,
  listResources: 'resources list',
  createResource: 'resources create dataset x',
  getResource: `resources get ${resource}`,
  deleteResource: `resources delete ${resource} --yes`,
  listResourceShares: `resources share list ${resource}`,
  shareResourceWithUser: `resources share add ${resource} ${user}`,
  unshareResourceWithUser: `resources share remove ${resource} ${user}`,
  shareResourceWithTag: `resources share add ${resource} tag:${tag}`,
  unshareResourceWithTag: `resources share remove ${resource} tag:${tag}`,
  listApplications: 'applications list',
  putApplication: 'applications put x X',
  deleteApplication: 'applications delete x --yes',
  createApplicationToken: 'applications token x',
  listTrustRules: `trust list ${user}`,
  createTrustRule: `trust add ${user} x --preset github --repository a/b`,
  updateTrustRule: `trust edit ${user} ci --name x`,
  deleteTrustRule: `trust remove ${user} ci --yes`,
  explainTrustRules: `trust explain ${user} --token-file FILE`,
  listClientKeys: `keys list ${user}`,
  addClientKey: `keys add ${user} x --file KEY`,
  deleteClientKey: `keys remove ${user} k1 --yes`,
};

/** Lists that a command looks into for the id of what it changes. */
const lists: Readonly<Record<string, object>> = {
  'trust-rules': {
    Items: [
      {
        TrustRuleId: rule,
        Name: 'ci',
        Issuer: 'https://x.example.com',
        Conditions: [{ Claim: 'sub', Equals: 'x' }],
      },
    ],
  },
  'client-keys': { Items: [{ ClientKeyId: 'k1', Name: 'laptop' }] },
};

const set: Readonly<Record<string, string>> = {
  // Nothing of the one who runs the tests is used.
  XDG_CONFIG_HOME: path.join(projectFolder, '.cache', 'nowhere'),
  SERVICE_USERS_TOKEN: 't',
  SERVICE_USERS_CLIENT_ID: user,
  SERVICE_USERS_CLIENT_SECRET: 's',
};
const before = Object.keys(set).map((name) => [name, process.env[name]] as const);
beforeAll(() => {
  Object.assign(process.env, set);
});
afterAll(() => {
  for (const [name, value] of before) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

const matches = (asked: string, row: string): boolean =>
  new RegExp(`^${row.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(asked);

it('every operation has a command', () => {
  expect(Object.keys(commands).sort()).toEqual(Object.keys(operationRows).sort());
});

it.each(Object.entries(commands))('%s is reached by: %s', async (id, written) => {
  const { method, path: row } = operationRows[id as OperationId];
  const api = await loopback(({ method: asked, url }) => {
    const list =
      method !== 'GET' && asked === 'GET' ? lists[url.pathname.split('/').at(-1) ?? ''] : undefined;
    return Response.json(list ?? {}, { status: list === undefined ? 404 : 200 });
  });
  const folder = aFolder();
  const [file, key] = [path.join(folder, 'token'), path.join(folder, 'key.json')];
  writeFileSync(file, 'a.b.c');
  writeFileSync(key, '{"kty":"OKP"}');
  const words = written.replace('FILE', file).replace('KEY', key).split(' ');
  // The token endpoint is asked where a service user has a secret and no token.
  process.env['SERVICE_USERS_TOKEN'] = id === 'exchangeToken' ? '' : 't';
  let said = '';
  const stream = { write: (text: string) => void (said += text) };
  const context = { process: { stdout: stream, stderr: stream }, exit: () => undefined };
  await run(application('0'), [...words, '--url', api.url], context);
  const asked = api.seen.map((request) => `${request.method} ${request.url.pathname}`);
  const reached = asked.some((one) => one.startsWith(`${method} `) && matches(one.split(' ')[1] ?? '', row));
  expect(reached, `asked: ${asked.join(', ')}; said: ${said}`).toBe(true);
});

it('every command is in the document', () => {
  const { root } = application('0');
  const entries = 'getAllEntries' in root ? root.getAllEntries() : [];
  const names = entries.map(({ name }) => name['convert-camel-to-kebab']);
  const text = readFileSync(path.join(projectFolder, 'docs', 'cli.md'), 'utf8');
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !new RegExp(`\`${name}\\b`).test(text))).toEqual([]);
});
