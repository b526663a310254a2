import type { ApiDefinition, GatewayResponse } from './apiDefinition.ts';
import { headerOf } from './proxyEvent.ts';
import type { GatewayRequest, MultiValues } from './proxyEvent.ts';

/** Types of API Gateway's own answers, with the status each has unless configured. */
const defaultStatus = {
  ACCESS_DENIED: 403,
  AUTHORIZER_CONFIGURATION_ERROR: 500,
  AUTHORIZER_FAILURE: 500,
  BAD_REQUEST_BODY: 400,
  DEFAULT_4XX: 400,
  DEFAULT_5XX: 502,
  INTEGRATION_FAILURE: 504,
  INTEGRATION_TIMEOUT: 504,
  MISSING_AUTHENTICATION_TOKEN: 403,
  REQUEST_TOO_LARGE: 413,
  THROTTLED: 429,
  UNAUTHORIZED: 401,
} as const;

/** A type of gateway response. */
export type GatewayResponseType = keyof typeof defaultStatus;

/** An answer of the gateway itself; `status` where it differs from the type's own. */
export interface GatewayFailure {
  readonly type: GatewayResponseType;
  readonly message: string;
  readonly status?: number;
}

/** What an answer is rendered from. */
export interface RenderScope {
  readonly api: ApiDefinition;
  readonly request: GatewayRequest;
  readonly headers: MultiValues;
  /** Path pattern, empty where no route was found. */
  readonly resource: string;
  /** What the authorizer answered as context, also when it denied. */
  readonly authorizer: Readonly<Record<string, unknown>>;
}

/** An answer ready to be written. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

const noResponse: GatewayResponse = { statusCode: undefined, headers: {}, templates: {} };
const plainTemplate = { 'application/json': '{"message":$context.error.messageString}' };

function variables(failure: GatewayFailure, scope: RenderScope): ReadonlyMap<string, string> {
  const { api, request, resource } = scope;
  const entries: [string, string][] = [
    ['apiId', api.apiId],
    ['error.message', failure.message],
    ['error.messageString', JSON.stringify(failure.message)],
    ['error.responseType', failure.type],
    ['error.validationErrorString', ''],
    ['extendedRequestId', request.requestId],
    ['httpMethod', request.method],
    ['identity.sourceIp', request.sourceIp],
    ['path', request.path],
    ['protocol', 'HTTP/1.1'],
    ['requestId', request.requestId],
    ['resourcePath', resource],
    ['stage', api.stage],
  ];
  for (const [name, value] of Object.entries(scope.authorizer)) {
    entries.push([`authorizer.${name}`, String(value)]);
  }
  return new Map(entries);
}

/** Gateway responses know plain variables only, no VTL: what is unknown becomes empty text. */
function substitute(template: string, known: ReadonlyMap<string, string>): string {
  const name = '[A-Za-z][A-Za-z0-9_-]*(?:\\.[A-Za-z_][A-Za-z0-9_-]*)*';
  const pattern = new RegExp(`\\$(?:context\\.(${name})|\\{context\\.(${name})\\})`, 'g');
  return template.replace(
    pattern,
    (_, bare?: string, braced?: string) => known.get(bare ?? braced ?? '') ?? '',
  );
}

/** A header of a gateway response: a quoted literal, or a mapping from the request or the context. */
function headerValue(
  source: string,
  scope: RenderScope,
  known: ReadonlyMap<string, string>,
): string | undefined {
  const literal = /^'(.*)'$/s.exec(source)?.[1];
  if (literal !== undefined) return literal;
  if (source.startsWith('context.')) return known.get(source.slice('context.'.length));
  if (source.startsWith('method.request.header.')) {
    return headerOf(scope.headers, source.slice('method.request.header.'.length));
  }
  return undefined;
}

function templateFor(
  templates: Readonly<Record<string, string>>,
  accept: string | undefined,
): [string, string] {
  const entries = Object.entries(templates);
  const wanted = accept?.split(',').map((range) => range.split(';')[0]?.trim() ?? '') ?? [];
  return (
    entries.find(([type]) => wanted.includes(type)) ??
    entries.find(([type]) => type === 'application/json') ??
    entries[0] ?? ['application/json', '']
  );
}

/** The configured response of a type, else of its family; without a template API Gateway's own. */
function responseFor(type: GatewayResponseType, status: number, api: ApiDefinition): GatewayResponse {
  const family = status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const configured = api.gatewayResponses[type] ?? api.gatewayResponses[family] ?? noResponse;
  const hasTemplate = Object.keys(configured.templates).length > 0;
  return hasTemplate ? configured : { ...configured, templates: plainTemplate };
}

/** Renders an answer of the gateway itself, as the API's gateway responses ask, else as API Gateway does unasked. */
export function renderGatewayResponse(failure: GatewayFailure, scope: RenderScope): HttpAnswer {
  const status = failure.status ?? defaultStatus[failure.type];
  const configured = responseFor(failure.type, status, scope.api);
  const known = variables(failure, scope);
  const [mediaType, template] = templateFor(configured.templates, headerOf(scope.headers, 'accept'));
  const headers = new Map<string, [string, string]>([['content-type', ['Content-Type', mediaType]]]);
  for (const [name, source] of Object.entries(configured.headers)) {
    const value = headerValue(source, scope, known);
    if (value !== undefined) headers.set(name.toLowerCase(), [name, value]);
  }
  return {
    statusCode: configured.statusCode ?? status,
    headers: [...headers.values()],
    body: Buffer.from(substitute(template, known)),
  };
}
