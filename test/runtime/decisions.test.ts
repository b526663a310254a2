import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { operationRows, type OperationId } from '../../shared/contract/operations.ts';
import { newId } from '../../shared/domain/ids.ts';
import type { Person, ServiceUser } from '../../shared/domain/user.ts';
import { authorize } from '../../shared/runtime/authorize.ts';
import { Table } from '../../shared/store/table.ts';
import { StoreUnavailable } from '../../shared/store/unavailable.ts';
import { IssuerTokens, IssuerUnavailable } from '../../shared/tokens/issuerTokens.ts';
import { authorizerEvent, authorizing, type Authorizing } from '../support/authorizing.ts';
import { clientId, oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { clientOf } from '../support/scriptedDynamoDb.ts';
import { stored, tagMemberWrite, tagShareWrite, tagWrite } from '../support/stored.ts';

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());

let api: Authorizing;
let ada: Person;
let token: string;
let loader: ServiceUser;
beforeEach(async () => {
  api = await authorizing(issuer);
  ({ person: ada, token } = await api.person());
  loader = await api.serviceUser();
});

const aboutUsers: readonly OperationId[] = [
  'updateUser',
  'disableUser',
  'enableUser',
  'createAuthToken',
  'listSessions',
  'listEvents',
  'endSession',
  'attachRole',
  'detachRole',
];
const ask = (
  operation: OperationId,
  params: Record<string, string>,
  authorization: string | undefined = token,
) =>
  api.ask({
    operation,
    params: { sessionId: newId('session'), roleId: 'SystemRole-Managers', ...params },
    authorization,
  });

describe('the order of refusals', () => {
  it.each(aboutUsers)('I9 %s: 401, then 404 for an unknown user, then 403', async (operation) => {
    expect((await api.ask({ operation, params: { userId: newId('serviceUser') } })).status).toBe(401);
    expect(await ask(operation, { userId: newId('serviceUser') })).toEqual({
      status: 404,
      code: 'user-not-found',
    });
    expect(await ask(operation, { userId: loader.userId })).toMatchObject({
      status: 403,
      code: 'not-allowed',
    });
  });

  it.each(aboutUsers)('I9 %s: a hostile id names nobody, and is never a failure', async (operation) => {
    const hostile = [
      'x',
      'svc_1',
      `${loader.userId}#`,
      `${loader.userId}/../x`,
      'USER#1',
      '__proto__',
      'constructor',
      '\u0000',
      'x'.repeat(5000),
      loader.userId.toUpperCase(),
      '',
      ' ',
      '漢𝄞',
    ];
    for (const userId of hostile)
      expect(await ask(operation, { userId })).toEqual({ status: 404, code: 'user-not-found' });
  });

  it('I9 an unknown role, team or session is 404, for those who may', async () => {
    const { token: mode } = await api.inMode(ada);
    const unknown: [OperationId, Record<string, string>, string][] = [
      ['updateRole', { roleId: newId('role') }, 'role-not-found'],
      ['deleteRole', { roleId: 'x#y' }, 'role-not-found'],
      ['attachRole', { userId: loader.userId, roleId: newId('role') }, 'role-not-found'],
      ['deleteTeam', { teamId: newId('team') }, 'team-not-found'],
      ['addTeamMember', { teamId: '../', userId: loader.userId }, 'team-not-found'],
      ['endSession', { userId: loader.userId, sessionId: 'ses_1' }, 'session-not-found'],
    ];
    for (const [operation, params, code] of unknown)
      expect(await ask(operation, params, mode)).toEqual({ status: 404, code });
  });

  it('tells a service user first that it may never, whoever the target is', async () => {
    const { token: assumed } = await api.assumed(ada, await api.serviceUser({}, ada));
    for (const operation of aboutUsers) {
      expect((await ask(operation, { userId: loader.userId }, assumed)).code).toBe('not-for-service-users');
    }
  });

  it('oneself is there at the very first request', async () => {
    const answer = await api.ask({
      operation: 'listEvents',
      params: { userId: 'me' },
      authorization: issuer.idToken({ sub: 'new' }),
    });
    expect(answer).toMatchObject({ status: 200, caller: { by: ['targetIsPerson', 'targetIsSelf'] } });
  });
});

describe('access to a service user', () => {
  const managed: readonly OperationId[] = [
    'updateUser',
    'disableUser',
    'enableUser',
    'createAuthToken',
    'listSessions',
    'listEvents',
    'endSession',
  ];

  it.each(managed)('H1 %s is for those it is shared with, in one round trip', async (operation) => {
    const shared = await api.serviceUser({}, ada);
    await ask(operation, { userId: shared.userId });
    api.store.usage.take();
    expect(await ask(operation, { userId: shared.userId })).toMatchObject({
      status: 200,
      caller: { access: { by: 'share' } },
    });
    expect(api.store.usage.take()).toMatchObject({ calls: 1, roundTrips: 1 });
  });

  it.each(managed)('H1 %s is for those on a tag that it is shared with', async (operation) => {
    const tagId = newId('tag');
    await stored(
      api.store.table,
      tagWrite(tagId),
      tagMemberWrite(ada.userId, tagId),
      tagShareWrite(loader.userId, tagId),
    );
    expect(await ask(operation, { userId: loader.userId })).toMatchObject({
      status: 200,
      caller: { access: { by: 'tag', tagId } },
    });
  });

  it('H5 is not given by a tag that only the service user is on', async () => {
    const tagId = newId('tag');
    await stored(api.store.table, tagMemberWrite(loader.userId, tagId), tagMemberWrite(ada.userId, tagId));
    expect((await ask('disableUser', { userId: loader.userId })).status).toBe(403);
  });

  it('R1 attaches a role only with access to that role too', async () => {
    const shared = await api.serviceUser({}, ada);
    const attach = (roleId: string) => ask('attachRole', { userId: shared.userId, roleId });
    expect(await attach('SystemRole-Managers')).toEqual({ status: 403, code: 'not-allowed' });
    expect((await attach('SystemRole-DefaultUsers')).caller?.by).toEqual([
      'accessToRole',
      'targetIsServiceUser',
      'accessToTarget',
    ]);
  });
});

describe('the answer to the gateway', () => {
  it('names the one method and path of the request, and hands on no credential', async () => {
    const event = authorizerEvent({
      operation: 'getUser',
      params: { userId: loader.userId },
      authorization: token,
    });
    const { result } = await authorize(event, api.dependencies);
    expect(result.policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn },
    ]);
    expect(result.principalId).toBe(ada.userId);
    expect(Object.keys(result.context ?? {})).toEqual(['caller']);
    expect(JSON.stringify(result)).not.toContain(token.split('.')[2]);
  });

  it('refuses with the code and text of the problem', async () => {
    const event = authorizerEvent({ operation: 'createUser', authorization: token });
    const { result } = await authorize(event, api.dependencies);
    expect(result).toMatchObject({
      principalId: 'refused',
      policyDocument: { Statement: [{ Effect: 'Deny', Resource: event.methodArn }] },
      context: { code: 'super-admin-mode-required' },
    });
  });

  it('denies what is no route, and what needs no authorizer', async () => {
    const event = authorizerEvent({ operation: 'getMe', authorization: token });
    for (const other of [{ resource: '/nowhere' }, { httpMethod: 'TRACE' }, { resource: '/health' }]) {
      const { code, result } = await authorize({ ...event, ...other }, api.dependencies);
      expect([code, (result.policyDocument.Statement[0] as { Effect: string }).Effect]).toEqual([
        'route-not-found',
        'Deny',
      ]);
    }
  });

  it('fails, and never allows, while the table or the issuer does not answer', async () => {
    const event = authorizerEvent({ operation: 'getMe', authorization: token });
    const dead = new Table('gone', api.dependencies.usage, clientOf('http://127.0.0.1:9'));
    await expect(authorize(event, { ...api.dependencies, table: dead })).rejects.toThrow(StoreUnavailable);
    const gone = await oidcIssuer();
    await gone.close();
    const issuerTokens = new IssuerTokens(gone.url, clientId);
    const theirs = authorizerEvent({ operation: 'getMe', authorization: gone.idToken() });
    await expect(authorize(theirs, { ...api.dependencies, issuerTokens })).rejects.toThrow(IssuerUnavailable);
  });

  it('is 401 for every operation without a credential', async () => {
    for (const [operation, row] of Object.entries(operationRows)) {
      if (row.action === 'public') continue;
      const params = {
        userId: loader.userId,
        roleId: 'SystemRole-Managers',
        teamId: newId('team'),
        sessionId: newId('session'),
      };
      expect(await api.ask({ operation: operation as OperationId, params })).toEqual({
        status: 401,
        code: 'missing',
      });
    }
  });
});
