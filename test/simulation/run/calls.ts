import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { operationRows } from '../../../shared/contract/operations.ts';
import { authorize } from '../../../shared/runtime/authorize.ts';
import type { ProxyEvent } from '../../../shared/runtime/call.ts';
import { CredentialRejected } from '../../../shared/runtime/credentials.ts';
import { Container, type Surroundings } from './container.ts';
import { simulated } from './operations.ts';
import type { Answer, Request } from './request.ts';

/** Two containers that serve one request at a time: the authorizer's, and a function's. */
export class Lane {
  readonly #surroundings: Surroundings;
  #authorizer: Container | undefined;
  #functions: Container | undefined;
  readonly name: string;
  #made = 0;

  constructor(name: string, surroundings: Surroundings) {
    this.name = name;
    this.#surroundings = surroundings;
  }

  /** The request as the gateway carries it out; a crash answers like a gateway that gave up. */
  async send(request: Request): Promise<Answer> {
    const authorizer = (this.#authorizer ??= this.#container('authorizer'));
    const functions = (this.#functions ??= this.#container('function'));
    const { now } = this.#surroundings.simulation;
    for (const container of [authorizer, functions])
      container.begin(`${request.requestId} ${request.id}`, now);
    let permitted = false;
    const crashed = new Promise<Answer>((resolve) => {
      const gone = (): void => resolve({ status: 0, body: {}, replayed: false, faults: 1 });
      authorizer.onCrash = () => {
        this.#authorizer = undefined;
        // What it began without waiting for it ends nothing once it has answered.
        if (!permitted) gone();
      };
      functions.onCrash = () => {
        this.#functions = undefined;
        gone();
      };
    });
    const { simulation, isWaiting } = this.#surroundings;
    const waits = (): boolean => isWaiting(authorizer) || isWaiting(functions);
    simulation.underWay.add(waits);
    const { request: changed = (as: Request) => as } = this.#surroundings;
    const answer = await Promise.race([
      carryOut(changed(request), { authorizer, functions, onPermit: () => (permitted = true) }),
      crashed,
    ]);
    simulation.underWay.delete(waits);
    return { ...answer, faults: answer.faults + authorizer.faults + functions.faults };
  }

  #container(kind: string): Container {
    this.#made += 1;
    return new Container(`${this.name}-${kind}-${this.#made}`, this.#surroundings);
  }
}

interface Containers {
  readonly authorizer: Container;
  readonly functions: Container;
  readonly onPermit: () => void;
}

async function carryOut(request: Request, { authorizer, functions, onPermit }: Containers): Promise<Answer> {
  const event = eventOf(request);
  const isPublic = operationRows[request.id].action === 'public';
  const permitted = isPublic
    ? { context: undefined }
    : await permit(event as unknown as APIGatewayRequestAuthorizerEvent, authorizer);
  if (!('context' in permitted)) return permitted;
  onPermit();
  const handler = simulated[request.id](functions.dependencies);
  const requestContext = { ...event.requestContext, authorizer: permitted.context };
  const answer = await handler({ ...event, requestContext } as unknown as ProxyEvent, {} as never);
  return {
    status: answer.statusCode,
    body: answer.body === '' ? {} : (JSON.parse(answer.body) as Answer['body']),
    replayed: answer.headers?.['Idempotency-Replayed'] === 'true',
    faults: 0,
  };
}

async function permit(
  event: APIGatewayRequestAuthorizerEvent,
  { dependencies }: Container,
): Promise<Answer | { readonly context: unknown }> {
  const refused = { body: {}, replayed: false, faults: 0 };
  try {
    const { result, code } = await authorize(event, dependencies);
    return code === undefined ? { context: result.context } : { ...refused, status: 403, body: { code } };
  } catch (error) {
    if (error instanceof CredentialRejected) return { ...refused, status: 401, reason: error.reason };
    const name = error instanceof Error ? `${error.name}: ${error.message}: ${String(error.cause)}` : '';
    return { ...refused, status: 503, reason: name };
  }
}

function eventOf(request: Request) {
  const { method, path } = operationRows[request.id];
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => request.params[name] ?? '');
  const headers = headersOf(request);
  const query = request.query ?? {};
  return {
    ...{ type: 'REQUEST', httpMethod: method, resource: path, path: url },
    methodArn: `arn:aws:execute-api:eu-central-1:000000000000:api/dev/${method}${url}`,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    pathParameters: Object.keys(request.params).length === 0 ? null : request.params,
    queryStringParameters: query,
    multiValueQueryStringParameters: Object.fromEntries(
      Object.entries(query).map(([name, value]) => [name, [value]]),
    ),
    body: bodyOf(request),
    isBase64Encoded: false,
    requestContext: { requestId: request.requestId, identity: { sourceIp: '192.0.2.7' } },
  };
}

function bodyOf({ body, form }: Request): string | null {
  if (form !== undefined) return new URLSearchParams(form).toString();
  return body === undefined ? null : JSON.stringify(body);
}

function headersOf({
  authorization,
  serviceUser,
  idempotencyKey,
  body,
  form,
  ifMatch,
}: Request): Record<string, string> {
  return {
    ...(authorization === undefined ? {} : { Authorization: `Bearer ${authorization}` }),
    ...(serviceUser === undefined ? {} : { 'X-Amorphic-Service-User': serviceUser }),
    ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
    ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
  };
}
