import type { Operation } from '../shared/contract/operation.ts';
import { invocationUri } from './names.ts';
import { problemResponses } from './problemResponses.ts';

/** The table of operations, or another in its shape. */
export type Rows = Readonly<Record<string, Operation>>;

/** Settings of {@link apiDefinition}. */
export interface ApiDefinitionProps {
  readonly rows: Rows;
  readonly title: string;
  /** Name of the authorizer's function. */
  readonly authorizer: string;
  /** Name of the function of an operation. */
  readonly functionOf: (operationId: string) => string;
  /** Origin whose pages may call the API. */
  readonly consoleOrigin?: string | undefined;
  readonly serviceUserHeader: string;
}

/** What a page may read of an answer beside its body. */
export const exposedHeaders = ['ETag', 'Location', 'Idempotency-Replayed', 'Retry-After', 'x-amzn-RequestId'];

const securityScheme = 'authorizer';

/** The API as API Gateway imports it: every path and method of the rows, and what is answered without a function. */
export function apiDefinition(props: ApiDefinitionProps): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, row] of Object.entries(props.rows)) {
    for (const path of pathsOf(row)) {
      const methods = (paths[path] ??= {});
      const name = path === row.path ? operationId : `${operationId}AlsoAt${Object.keys(paths).length}`;
      methods[row.method.toLowerCase()] = method(row, path, { name, target: props.functionOf(operationId) });
    }
  }
  addPreflight(paths, props);
  return {
    openapi: '3.0.1',
    info: { title: props.title, version: '1' },
    paths,
    components: { securitySchemes: { [securityScheme]: authorizer(props.authorizer) } },
    'x-amazon-apigateway-gateway-responses': problemResponses(corsHeaders(props)),
  };
}

/** Every path of an operation. */
export function pathsOf({ path, alsoAt = [] }: Operation): readonly string[] {
  return [path, ...alsoAt];
}

function method(row: Operation, path: string, { name, target }: { name: string; target: string }) {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({
    name: parameter,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return {
    operationId: name,
    ...(parameters.length === 0 ? {} : { parameters }),
    responses: {},
    ...(row.action === 'public' ? {} : { security: [{ [securityScheme]: [] }] }),
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: invocationUri(target),
      passthroughBehavior: 'when_no_match',
    },
  };
}

/**
 * Asked on every request, with every header: a cached answer would be shared by all methods and paths (T8, T12,
 * T13), and an identity source that is absent would refuse a request before the authorizer sees it.
 */
function authorizer(name: string): Record<string, unknown> {
  return {
    type: 'apiKey',
    name: 'Unused',
    in: 'header',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': {
      type: 'request',
      authorizerUri: invocationUri(name),
      authorizerResultTtlInSeconds: 0,
    },
  };
}

function corsHeaders({ consoleOrigin }: ApiDefinitionProps): Record<string, string> {
  if (consoleOrigin === undefined) return {};
  return {
    'Access-Control-Allow-Origin': consoleOrigin,
    'Access-Control-Expose-Headers': exposedHeaders.join(','),
    Vary: 'Origin',
  };
}

function addPreflight(paths: Record<string, Record<string, unknown>>, props: ApiDefinitionProps): void {
  if (props.consoleOrigin === undefined) return;
  const allowedHeaders = [
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'If-Match',
    'X-Role-Id',
    props.serviceUserHeader,
  ];
  for (const methods of Object.values(paths)) {
    const allowed = Object.keys(methods).map((name) => name.toUpperCase());
    methods['options'] = preflight({
      'Access-Control-Allow-Origin': props.consoleOrigin,
      'Access-Control-Allow-Methods': allowed.join(','),
      'Access-Control-Allow-Headers': allowedHeaders.join(','),
      'Access-Control-Max-Age': '7200',
      Vary: 'Origin',
    });
  }
}

/** A preflight carries no credential, so it is answered by the gateway itself. */
function preflight(headers: Readonly<Record<string, string>>): Record<string, unknown> {
  const names = Object.keys(headers);
  const values = Object.entries(headers).map(([name, value]) => [
    `method.response.header.${name}`,
    `'${value}'`,
  ]);
  return {
    responses: {
      '204': {
        description: 'What a page of the console may send',
        headers: Object.fromEntries(names.map((name) => [name, { schema: { type: 'string' } }])) as object,
      },
    },
    'x-amazon-apigateway-integration': {
      type: 'mock',
      passthroughBehavior: 'when_no_match',
      requestTemplates: { 'application/json': '{"statusCode":204}' },
      responses: {
        default: { statusCode: '204', responseParameters: Object.fromEntries(values) as object },
      },
    },
  };
}
