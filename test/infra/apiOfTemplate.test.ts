import { describe, expect, it } from 'vitest';
import { pathsOf } from '../../infra/apiDefinition.ts';
import { coveringPath } from '../../infra/operationApi.ts';
import { operationRows } from '../../shared/contract/operations.ts';
import { apiBody } from '../support/apiBody.ts';
import { deployedFunctions } from '../support/deployedFunctions.ts';
import { ofType, property, synthesizedStage, text, theOne } from '../support/synthesized.ts';

const { api } = synthesizedStage('prod', { console: 'false' });
const withConsole = synthesizedStage('prod');

const body = apiBody(api);
const rows = Object.entries(operationRows);

describe('the deployed API', () => {
  it('has the methods and paths of the rows and no other', () => {
    const expected = rows.flatMap(([, row]) => pathsOf(row).map((path) => `${row.method} ${path}`));
    const present = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(present.sort()).toEqual(expected.sort());
  });

  it.each(rows)('asks the authorizer before %s, unless it is public, and calls its function', (id, row) => {
    for (const path of pathsOf(row)) {
      const method = body.paths[path]?.[row.method.toLowerCase()];
      expect(method?.security).toEqual(row.action === 'public' ? undefined : [{ authorizer: [] }]);
      expect(method?.['x-amazon-apigateway-integration']).toMatchObject({
        type: 'aws_proxy',
        httpMethod: 'POST',
      });
      expect(text(method?.['x-amazon-apigateway-integration']['uri'])).toContain(
        `:function:service-users-prod-${id}/invocations`,
      );
    }
  });

  it('leaves nothing without authorizer but documents that anybody may read, and where OAuth clients bring credentials of their own', () => {
    const open = rows.filter(([, { action }]) => action === 'public').map(([id]) => id);
    const documents = [
      'getAuthorizationServerMetadata',
      'getDiscovery',
      'getHealth',
      'getJwks',
      'getOpenApi',
    ];
    const oauth = ['exchangeToken', 'introspectToken', 'revokeOAuthToken'];
    expect(open.sort()).toEqual([...documents, ...oauth].sort());
  });

  it('T8 T12 T13 asks the authorizer on every request: no cache and no identity source', () => {
    const schemes = body.components.securitySchemes;
    expect(Object.keys(schemes)).toEqual(['authorizer']);
    const { authorizerUri, ...settings } = schemes['authorizer']?.[
      'x-amazon-apigateway-authorizer'
    ] as Record<string, unknown>;
    expect(settings).toEqual({ type: 'request', authorizerResultTtlInSeconds: 0 });
    expect(text(authorizerUri)).toContain(':function:service-users-prod-authorizer/invocations');
    expect(schemes['authorizer']).toMatchObject({
      type: 'apiKey',
      in: 'header',
      'x-amazon-apigateway-authtype': 'custom',
    });
  });

  it('names one parameter per place, as API Gateway demands', () => {
    const names = new Map<string, Set<string>>();
    for (const path of Object.keys(body.paths)) {
      const parts = path.split('/');
      for (const [index, part] of parts.entries()) {
        if (!part.startsWith('{')) continue;
        const parent = parts.slice(0, index).join('/');
        names.set(parent, (names.get(parent) ?? new Set<string>()).add(part));
      }
    }
    for (const [parent, variables] of names) expect([parent, variables.size]).toEqual([parent, 1]);
  });

  /** Permissions for the gateway; the clock has some too. */
  const invocations = ofType(api, 'AWS::Lambda::Permission').filter(
    ([, { Properties }]) => Properties['Principal'] === 'apigateway.amazonaws.com',
  );

  it('runs each function for its own method and path only', () => {
    const functions = deployedFunctions(api);
    const sources = new Map(
      invocations.map(([, { Properties }]) => [
        text(Properties['FunctionName']),
        text(Properties['SourceArn']),
      ]),
    );
    expect(sources.size).toBe(rows.length + 1);
    for (const [id, row] of rows) {
      const source = sources.get(`<${functions.get(id)?.id ?? ''}.Arn>`) ?? '';
      expect(source).toMatch(
        /^arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<GatewayApi\w+>\/v1\//,
      );
      expect(source.replace(/^.*\/v1\//, '')).toBe(row.method + coveringPath(pathsOf(row)));
    }
    expect(sources.get(`<${functions.get('authorizer')?.id ?? ''}.Arn>`)).toMatch(/\/authorizers\/\*$/);
  });

  it('goes live only when every function may be called', () => {
    const waitsFor = theOne(api, 'AWS::ApiGateway::Deployment').DependsOn ?? [];
    const permissions = invocations.map(([id]) => id);
    expect(waitsFor).toEqual(expect.arrayContaining(permissions));
  });

  it('is deployed anew when a route changes', () => {
    const deploymentOf = (stack: typeof api) => ofType(stack, 'AWS::ApiGateway::Deployment')[0]?.[0];
    expect(deploymentOf(withConsole.api)).not.toBe(deploymentOf(api));
  });

  it('throttles, and writes access logs that hold neither headers nor query', () => {
    const stage = theOne(api, 'AWS::ApiGateway::Stage');
    expect(property(stage, 'MethodSettings', 0)).toMatchObject({
      ThrottlingRateLimit: 1000,
      ThrottlingBurstLimit: 2000,
      DataTraceEnabled: false,
    });
    const format = text(property(stage, 'AccessLogSetting', 'Format'));
    expect(Object.keys(JSON.parse(format) as object)).toEqual(
      expect.arrayContaining(['requestId', 'status', 'method', 'resource', 'sourceIp']),
    );
    expect(format).not.toMatch(/header|querystring|authorizer\.principal|\.facts/i);
  });
});

describe('the path that a permission covers', () => {
  it.each([
    [['/users'], '/users'],
    [['/users/{userId}/roles/{roleId}'], '/users/*/roles/*'],
    [['/users/{userId}/events', '/users/me/events'], '/users/*/events'],
    [['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'], '/.well-known/*'],
    [['/users/me', '/users/me/profile/{part}'], '/users/*'],
    [['/users/me/profile', '/users/me'], '/users/*'],
  ])('of %j is %s', (paths, expected) => {
    expect(coveringPath(paths)).toBe(expected);
  });
});
