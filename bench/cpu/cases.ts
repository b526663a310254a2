import type { APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import { handle as assume } from '../../functions/createAuthToken.ts';
import { handle as exchangeToken } from '../../functions/exchangeToken.ts';
import { handle as getMe } from '../../functions/getMe.ts';
import { handle as introspectToken } from '../../functions/introspectToken.ts';
import { authTokenOperations } from '../../shared/contract/authTokens.ts';
import { oauthOperations } from '../../shared/contract/oauth.ts';
import { operationRows, type OperationId } from '../../shared/contract/operations.ts';
import { userOperations } from '../../shared/contract/users.ts';
import { newId } from '../../shared/domain/ids.ts';
import { authorize } from '../../shared/runtime/authorize.ts';
import type { ProxyEvent } from '../../shared/runtime/call.ts';
import { log } from '../../shared/runtime/log.ts';
import { serveWith, type OperationHandler } from '../../shared/runtime/serveWith.ts';
import { Signer } from '../../shared/tokens/signer.ts';
import { authorizerEvent, authorizing, type Authorizing } from '../../test/support/authorizing.ts';
import type { OidcIssuer } from '../../test/support/oidcIssuer.ts';
import { localSigner } from './localSigner.ts';

/** One kind of request, from the gateway's events to the gateway's answer. */
export interface CpuCase {
  readonly name: string;
  /** Absent where the operation authenticates its callers itself. */
  readonly authorizer?: () => Promise<unknown>;
  readonly handler: () => Promise<unknown>;
}

/** What the cases work with. */
export interface Prepared {
  readonly api: Authorizing;
  readonly cases: readonly CpuCase[];
}

/** Stores what the requests need and makes them. */
export async function prepareCases(issuer: OidcIssuer): Promise<Prepared> {
  const api = await authorizing(issuer);
  const { dependencies, key } = api;
  const signer = new Signer(key.published.keyArn, dependencies.publicKeys, localSigner(key.privateKey));
  const bound = { ...dependencies, tokenPolicy: dependencies.tokenPolicy, signer };
  const [outsideKeys, ownIssuers] = [undefined as never, undefined as never];
  const handlers = {
    assume: serveWith(authTokenOperations, 'createAuthToken', { handle: assume, dependencies: bound }),
    me: serveWith(userOperations, 'getMe', { handle: getMe, dependencies: bound }),
    exchange: serveWith(oauthOperations, 'exchangeToken', {
      handle: exchangeToken,
      dependencies: { ...bound, outsideKeys, ownIssuers },
    }),
    introspect: serveWith(oauthOperations, 'introspectToken', {
      handle: introspectToken,
      dependencies: bound,
    }),
  };
  return { api, cases: await casesOf(api, handlers) };
}

type Handlers = Readonly<Record<'assume' | 'me' | 'exchange' | 'introspect', OperationHandler>>;

async function casesOf(api: Authorizing, handlers: Handlers): Promise<CpuCase[]> {
  const { person, token } = await api.person();
  const user = await api.serviceUser({}, person);
  const assumed = await api.assumed(person, user);
  const { value } = await api.longLived(user, { kind: 'service' });
  const client = basicOf(user.userId, value);
  const guarded = (name: string, asked: Asked, handler: OperationHandler) =>
    guardedCase(api, { name, asked, handler });
  return [
    await guarded(
      'issue: createAuthToken by a person',
      { operation: 'createAuthToken', params: { userId: user.userId }, authorization: token, ...json({}) },
      handlers.assume,
    ),
    openCase(
      'issue: token endpoint, client_credentials',
      { operation: 'exchangeToken', ...form(client, { grant_type: 'client_credentials' }) },
      handlers.exchange,
    ),
    await guarded(
      'verified call by JWT: getMe',
      { operation: 'getMe', authorization: assumed.token },
      handlers.me,
    ),
    await guarded(
      'verified call by service token: getMe',
      { operation: 'getMe', authorization: value },
      handlers.me,
    ),
    await guarded('call by a person: getMe', { operation: 'getMe', authorization: token }, handlers.me),
    openCase(
      'introspection of an auth token',
      { operation: 'introspectToken', ...form(client, { token: assumed.token }) },
      handlers.introspect,
    ),
  ];
}

function basicOf(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

const form = (client: string, fields: Record<string, string>) => ({
  headers: { 'Content-Type': ['application/x-www-form-urlencoded'], Authorization: [client] },
  body: new URLSearchParams(fields).toString(),
});

const json = (body: object) => ({
  headers: { 'Content-Type': ['application/json'] },
  body: JSON.stringify(body),
});

interface Asked {
  readonly operation: OperationId;
  readonly params?: Readonly<Record<string, string>>;
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string[]>>;
  readonly body?: string;
}

/** A request that has no authorizer. */
function openCase(name: string, asked: Asked, handler: OperationHandler): CpuCase {
  return { name, handler: () => answered(handler, proxyEvent(asked, undefined)) };
}

async function guardedCase(
  { dependencies }: Authorizing,
  { name, asked, handler }: { name: string; asked: Asked; handler: OperationHandler },
): Promise<CpuCase> {
  const asking = authorizerEvent(asked);
  const first = await authorize(asking, dependencies);
  // The first success of a minute marks the token as used; those after it are what is measured.
  await answered(handler, proxyEvent(asked, first.result.context));
  const { result } = await authorize(asking, dependencies);
  const event = proxyEvent(asked, result.context);
  return {
    name,
    authorizer: () => authorizedAndLogged(asking, dependencies),
    handler: () => answered(handler, event),
  };
}

/** As functions/authorizer.ts does it, whose dependencies are made from the environment. */
async function authorizedAndLogged(
  event: APIGatewayRequestAuthorizerEvent,
  dependencies: Authorizing['dependencies'],
): Promise<unknown> {
  dependencies.usage.take();
  const { operation, result, code, by } = await authorize(event, dependencies);
  const { requestId } = event.requestContext;
  log.info('authorized', { operation, requestId, by, dynamodb: dependencies.usage.take() });
  if (code !== undefined) throw new Error(`refused: ${code}`);
  return result;
}

async function answered(handler: OperationHandler, event: ProxyEvent): Promise<unknown> {
  const answer = await handler(event, {} as Context);
  if (answer.statusCode >= 300) throw new Error(`${answer.statusCode}: ${answer.body}`);
  return answer;
}

function proxyEvent({ operation, params = {}, headers, body }: Asked, authorizer: unknown): ProxyEvent {
  const { method, path } = operationRows[operation];
  const event = {
    httpMethod: method,
    resource: path,
    path,
    multiValueHeaders: { Host: ['api.example.com'], 'User-Agent': ['bench'], ...headers },
    multiValueQueryStringParameters: null,
    pathParameters: Object.keys(params).length === 0 ? null : params,
    body: body ?? null,
    isBase64Encoded: false,
    requestContext: { requestId: newId('event'), identity: { sourceIp: '192.0.2.7' }, authorizer },
  };
  return event as unknown as ProxyEvent;
}
