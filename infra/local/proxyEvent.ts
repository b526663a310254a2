import type { ApiDefinition, AuthorizerSettings } from './apiDefinition.ts';
import { decodePart } from './routeTable.ts';
import type { RouteMatch } from './routeTable.ts';

/** A request as it came over the wire. */
export interface GatewayRequest {
  readonly requestId: string;
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: string;
  /** Name, value, name, value …, spelled as sent. */
  readonly rawHeaders: readonly string[];
  readonly sourceIp: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** Values by name: repeated names keep every value. */
export type MultiValues = Record<string, string[]>;

/** Headers of one connection only, which API Gateway does not hand on. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'expect', 'proxy-connection']);

/** Groups pairs by name; `fold` says which names are one. */
function group(pairs: readonly (readonly [string, string])[], fold: (name: string) => string): MultiValues {
  const spelled = new Map<string, string>();
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const first = spelled.get(fold(name)) ?? name;
    spelled.set(fold(name), first);
    groups.set(first, [...(groups.get(first) ?? []), value]);
  }
  return Object.fromEntries(groups);
}

/** The last value of each name, as API Gateway fills the single-value maps. */
export function lastValues(values: MultiValues): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
}

/** The request's headers, names spelled as first sent, with the forwarding headers that API Gateway adds. */
export function headersOf(request: GatewayRequest): MultiValues {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    // Node hands over raw bytes as Latin-1; API Gateway reads header values as UTF-8.
    const value = Buffer.from(request.rawHeaders[index + 1] ?? '', 'latin1').toString('utf8');
    if (!hopByHop.has(name.toLowerCase())) pairs.push([name, value]);
  }
  const grouped = group(pairs, (name) => name.toLowerCase());
  const forwardedFor = (name: string): boolean => name.toLowerCase() === 'x-forwarded-for';
  const entries = Object.entries(grouped);
  const before = entries.filter(([name]) => forwardedFor(name)).flatMap(([, values]) => values);
  const others = entries.filter(([name]) => !forwardedFor(name));
  const hops = [...before, request.sourceIp].join(', ');
  return Object.fromEntries([...others, ['X-Forwarded-For', [hops]], ['X-Forwarded-Proto', ['http']]]);
}

/** Query parameters, decoded; text that is not valid percent-encoding stays as it came. */
export function queryOf(request: GatewayRequest): MultiValues {
  const decode = (text: string): string => decodePart(text.replaceAll('+', ' ')) ?? text;
  const pairs = request.query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
      return [decode(name), decode(value)] as const;
    });
  return group(pairs, (name) => name);
}

/** The first value of a header, in any case. */
export function headerOf(headers: MultiValues, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(headers)
    .find(([candidate]) => candidate.toLowerCase() === wanted)?.[1]
    .at(-1);
}

/** Everything about one request that its events and answers are made of. */
export interface RequestScope {
  readonly api: ApiDefinition;
  readonly request: GatewayRequest;
  readonly match: RouteMatch;
  readonly headers: MultiValues;
  readonly query: MultiValues;
}

/** The ARN that an authorizer's policy is asked about. */
export function methodArnOf({ api, request }: RequestScope): string {
  const base = `arn:aws:execute-api:${api.region}:${api.account}:${api.apiId}`;
  return `${base}/${api.stage}/${request.method}${request.path}`;
}

const orNull = <Values extends object>(values: Values): Values | null =>
  Object.keys(values).length === 0 ? null : values;

function clfTime(at: number): string {
  const [, day, month, year, time] = /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(at).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

/** `requestContext` of REST API events (payload format 1.0). */
function requestContext(
  scope: RequestScope,
  authorizer: Readonly<Record<string, unknown>> | undefined,
): object {
  const { api, request, match, headers } = scope;
  return {
    accountId: api.account,
    apiId: api.apiId,
    ...(authorizer && { authorizer }),
    deploymentId: 'local',
    domainName: headerOf(headers, 'host') ?? '',
    domainPrefix: api.apiId,
    extendedRequestId: `${request.requestId.replaceAll('-', '').slice(0, 15)}=`,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: null,
      apiKeyId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: headerOf(headers, 'user-agent') ?? null,
      userArn: null,
    },
    path: request.path,
    protocol: 'HTTP/1.1',
    requestId: request.requestId,
    requestTime: clfTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt,
    resourceId: match.route.resource,
    resourcePath: match.route.resource,
    stage: api.stage,
  };
}

function commonFields(scope: RequestScope): object {
  const { request, match, headers, query } = scope;
  return {
    resource: match.route.resource,
    path: request.path,
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: orNull(lastValues(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(match.parameters),
    stageVariables: null,
  };
}

/** The event of a Lambda proxy integration. */
export function proxyEvent(
  scope: RequestScope,
  body: Buffer,
  authorizer: Readonly<Record<string, unknown>> | undefined,
): object {
  const contentType = headerOf(scope.headers, 'content-type')?.split(';')[0]?.trim() ?? '';
  const types = scope.api.binaryMediaTypes;
  const binary = types.includes('*/*') || types.includes(contentType);
  return {
    ...commonFields(scope),
    requestContext: requestContext(scope, authorizer),
    // Invalid UTF-8 becomes U+FFFD, as in API Gateway.
    body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary && body.length > 0,
  };
}

/** The event of an authorizer: the whole request but its body, or for a TOKEN authorizer the token alone. */
export function authorizerEvent(scope: RequestScope, authorizer: AuthorizerSettings, token: string): object {
  const methodArn = methodArnOf(scope);
  if (authorizer.type === 'token') return { type: 'TOKEN', authorizationToken: token, methodArn };
  return {
    type: 'REQUEST',
    methodArn,
    ...commonFields(scope),
    requestContext: requestContext(scope, undefined),
  };
}
