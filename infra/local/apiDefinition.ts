import { asRecord, asString, stringsOf } from './json.ts';
import type { JsonRecord } from './json.ts';

/** `aws_proxy` calls a function; `mock` answers by itself. */
export type Integration =
  | { readonly type: 'aws_proxy'; readonly functionArn: string; readonly timeoutMs: number }
  | { readonly type: 'mock'; readonly requestTemplate: string; readonly answers: readonly MockAnswer[] };

/** One entry of a mock integration's `responses`; the key is matched against the template's status code. */
export interface MockAnswer {
  readonly pattern: string;
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A Lambda authorizer as API Gateway keeps it. */
export interface AuthorizerSettings {
  readonly name: string;
  readonly type: 'request' | 'token';
  readonly functionArn: string;
  /** `method.request.header.X`, `method.request.querystring.Y`, `context.Z`; each must be present, else 401. */
  readonly identitySources: readonly string[];
  readonly validation: RegExp | undefined;
  /** Seconds for which an answer is kept per identity; 0 switches the cache off. API Gateway's default is 300. */
  readonly ttlSeconds: number;
}

/** One method of one resource. */
export interface Route {
  readonly resource: string;
  /** Upper case, or `ANY`. */
  readonly method: string;
  readonly integration: Integration;
  readonly authorizer: AuthorizerSettings | undefined;
}

/** How one type of gateway response is rendered. */
export interface GatewayResponse {
  readonly statusCode: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Template by media type. */
  readonly templates: Readonly<Record<string, string>>;
}

/** A deployed REST API: all that the gateway needs to know. */
export interface ApiDefinition {
  readonly apiId: string;
  readonly stage: string;
  readonly region: string;
  readonly account: string;
  readonly routes: readonly Route[];
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>;
  readonly binaryMediaTypes: readonly string[];
  /** Requests per second and burst of the stage, where set. */
  readonly throttle: { readonly rate: number; readonly burst: number } | undefined;
}

/** Where an API document is deployed to. */
export type ApiPlacement = Pick<ApiDefinition, 'apiId' | 'stage' | 'region' | 'account' | 'throttle'>;

const methodNames = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);
const anyMethod = 'x-amazon-apigateway-any-method';

/** API Gateway's ceiling for an integration, in milliseconds. */
const integrationTimeoutMs = 29_000;

function functionArnOf(uri: string): string {
  const found = /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1];
  if (found === undefined) throw new Error(`Not the URI of a Lambda integration: ${uri}`);
  return found;
}

function prefixed(parameters: unknown, prefix: string): Record<string, string> {
  const entries = Object.entries(asRecord(parameters)).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), asString(value)]));
}

function mockAnswer([pattern, answer]: [string, unknown]): MockAnswer {
  const { statusCode, responseParameters, responseTemplates } = asRecord(answer);
  return {
    pattern,
    statusCode: Number(statusCode),
    headers: prefixed(responseParameters, 'method.response.header.'),
    body: asString(Object.values(asRecord(responseTemplates))[0] ?? ''),
  };
}

function integrationOf(definition: unknown, where: string): Integration {
  const { type, uri, timeoutInMillis, requestTemplates, responses } = asRecord(definition);
  const kind = asString(type ?? '').toLowerCase();
  if (kind === 'aws_proxy') {
    return {
      type: 'aws_proxy',
      functionArn: functionArnOf(asString(uri)),
      timeoutMs: Number(timeoutInMillis ?? integrationTimeoutMs),
    };
  }
  if (kind !== 'mock')
    throw new Error(`${where}: integration type ${kind || '(none)'} is not supported locally`);
  return {
    type: 'mock',
    requestTemplate: asString(Object.values(asRecord(requestTemplates))[0] ?? '{}'),
    answers: Object.entries(asRecord(responses)).map(mockAnswer),
  };
}

function identitySourcesOf(settings: JsonRecord, scheme: JsonRecord): readonly string[] {
  const fallback = settings['type'] === 'token' ? `method.request.header.${asString(scheme['name'])}` : '';
  return asString(settings['identitySource'] ?? fallback)
    .split(',')
    .map((source) => source.trim())
    .filter((source) => source !== '');
}

function authorizerOf(name: string, scheme: JsonRecord): AuthorizerSettings | undefined {
  const definition = scheme['x-amazon-apigateway-authorizer'];
  if (definition === undefined) return undefined;
  const settings = asRecord(definition);
  const { type, authorizerUri, authorizerResultTtlInSeconds } = settings;
  const expression = settings['identityValidationExpression'];
  const identitySources = identitySourcesOf(settings, scheme);
  const ttlSeconds = Number(authorizerResultTtlInSeconds ?? 300);
  if (ttlSeconds > 0 && identitySources.length === 0) {
    throw new Error(`Authorizer ${name}: API Gateway caches only by an identity source, and there is none`);
  }
  return {
    name,
    type: type === 'token' ? 'token' : 'request',
    functionArn: functionArnOf(asString(authorizerUri)),
    identitySources,
    validation: expression === undefined ? undefined : new RegExp(`^(?:${asString(expression)})$`),
    ttlSeconds,
  };
}

function authorizersOf(body: JsonRecord): ReadonlyMap<string, AuthorizerSettings> {
  const schemes = asRecord(asRecord(body['components'])['securitySchemes'] ?? body['securityDefinitions']);
  const found = Object.entries(schemes).flatMap(
    ([name, scheme]) => authorizerOf(name, asRecord(scheme)) ?? [],
  );
  return new Map(found.map((authorizer) => [authorizer.name, authorizer]));
}

function gatewayResponseOf(definition: unknown): GatewayResponse {
  const { statusCode, responseParameters, responseTemplates } = asRecord(definition);
  return {
    statusCode: statusCode === undefined ? undefined : Number(statusCode),
    headers: prefixed(responseParameters, 'gatewayresponse.header.'),
    templates: prefixed(responseTemplates, ''),
  };
}

function methodsOf(resource: string, item: JsonRecord, body: JsonRecord): Route[] {
  const authorizers = authorizersOf(body);
  return Object.entries(item)
    .filter(([method]) => methodNames.has(method) || method === anyMethod)
    .map(([method, operation]) => {
      const row = asRecord(operation);
      const security = row['security'] ?? body['security'] ?? [];
      const schemes = Array.isArray(security)
        ? security.flatMap((entry) => Object.keys(asRecord(entry)))
        : [];
      return {
        resource,
        method: method === anyMethod ? 'ANY' : method.toUpperCase(),
        integration: integrationOf(row['x-amazon-apigateway-integration'], `${method} ${resource}`),
        authorizer: schemes.map((name) => authorizers.get(name)).find((found) => found !== undefined),
      };
    });
}

/** Reads a REST API's OpenAPI document with API Gateway's extensions; throws where it asks for what is not built. */
export function readApi(body: JsonRecord, placement: ApiPlacement): ApiDefinition {
  const responses = Object.entries(asRecord(body['x-amazon-apigateway-gateway-responses']));
  return {
    ...placement,
    routes: Object.entries(asRecord(body['paths'])).flatMap(([resource, item]) =>
      methodsOf(resource, asRecord(item), body),
    ),
    gatewayResponses: Object.fromEntries(responses.map(([type, value]) => [type, gatewayResponseOf(value)])),
    binaryMediaTypes: stringsOf(body['x-amazon-apigateway-binary-media-types']),
  };
}
