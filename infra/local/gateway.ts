import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ApiDefinition, Integration } from './apiDefinition.ts';
import { authorize } from './authorize.ts';
import type { AuthorizerAnswer } from './authorize.ts';
import { AuthorizerCache } from './authorizerCache.ts';
import { payloadLimitBytes } from './executionEnvironment.ts';
import type { InvocationResult } from './executionEnvironment.ts';
import { renderGatewayResponse } from './gatewayResponse.ts';
import type { GatewayFailure, HttpAnswer, RenderScope } from './gatewayResponse.ts';
import { mockAnswerOf, proxyAnswer } from './integrationAnswer.ts';
import type { IntegrationOutcome } from './integrationAnswer.ts';
import { headersOf, proxyEvent, queryOf } from './proxyEvent.ts';
import type { GatewayRequest, RequestScope } from './proxyEvent.ts';
import { receiveBody } from './receiveBody.ts';
import { RouteTable } from './routeTable.ts';
import { TokenBucket } from './tokenBucket.ts';

/** Calls a function; the gateway knows it by ARN only. */
export type Invoke = (functionArn: string, event: object, requestId?: string) => Promise<InvocationResult>;

/** API Gateway's limit for the request line and all headers. */
const headerLimitBytes = 10_240;

const fault = (type: GatewayFailure['type'], message: string, status?: number): GatewayFailure => ({
  type,
  message,
  ...(status !== undefined && { status }),
});

const tooLarge = fault('REQUEST_TOO_LARGE', 'Request Too Long');

function requestOf(message: IncomingMessage, now: () => number): GatewayRequest {
  const target = message.url ?? '/';
  const question = target.indexOf('?');
  return {
    requestId: randomUUID(),
    method: message.method ?? 'GET',
    path: question < 0 ? target : target.slice(0, question),
    query: question < 0 ? '' : target.slice(question + 1),
    rawHeaders: message.rawHeaders,
    sourceIp: (message.socket.remoteAddress ?? '').replace('::ffff:', ''),
    receivedAt: now(),
  };
}

function headSize(message: IncomingMessage): number {
  const headers = message.rawHeaders.reduce((sum, part) => sum + part.length + 2, 0);
  return headers + (message.url ?? '').length + 16;
}

/** Header text is Latin-1 on the wire; what a header cannot hold is dropped rather than failing the answer. */
function writeAnswer(response: ServerResponse, request: GatewayRequest, answer: HttpAnswer): void {
  for (const [name, value] of answer.headers) {
    try {
      response.appendHeader(name, value);
    } catch {
      process.emitWarning(
        `The function set header ${JSON.stringify(name)} to a value that HTTP does not allow`,
      );
    }
  }
  const empty = answer.statusCode === 204 || answer.statusCode === 304;
  response.setHeader('x-amzn-RequestId', request.requestId);
  if (!empty) response.setHeader('Content-Length', answer.body.length);
  response.writeHead(answer.statusCode);
  response.end(empty ? undefined : answer.body);
}

function withTimeout(work: Promise<IntegrationOutcome>, milliseconds: number): Promise<IntegrationOutcome> {
  return new Promise((settle) => {
    const expired = { failure: fault('INTEGRATION_TIMEOUT', 'Endpoint request timed out') };
    const timer = setTimeout(() => settle(expired), milliseconds);
    void work.then(settle).finally(() => clearTimeout(timer));
  });
}

/** A REST API on one port, as API Gateway serves it. */
export class Gateway {
  readonly #server: Server;
  readonly #invoke: Invoke;
  readonly #now: () => number;
  #api: ApiDefinition | undefined;
  #routes = new RouteTable([]);
  #cache: AuthorizerCache<AuthorizerAnswer>;
  #bucket: TokenBucket | undefined;

  constructor(invoke: Invoke, now: () => number) {
    this.#invoke = invoke;
    this.#now = now;
    this.#cache = new AuthorizerCache(now);
    this.#server = createServer({ maxHeaderSize: 65_536, keepAliveTimeout: 60_000 }, (message, response) => {
      this.#serve(message, response).catch((error: unknown) => response.destroy(error as Error));
    });
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
      this.#refuseBytes(error, socket as Socket),
    );
  }

  /** Starts listening on the loopback interface; port 0 takes a free one. Rejects with EADDRINUSE. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Serves this API from the next request on; kept authorizer answers are dropped, as a deployment does. */
  deploy(api: ApiDefinition): void {
    this.#api = api;
    this.#routes = new RouteTable(api.routes);
    this.#cache = new AuthorizerCache(this.#now);
    this.#bucket = api.throttle && new TokenBucket(api.throttle, this.#now);
  }

  /** Stops listening and drops open connections. */
  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = requestOf(message, this.#now);
    const headers = headersOf(request);
    const api = this.#api;
    if (!api) return writeAnswer(response, request, { statusCode: 503, headers: [], body: Buffer.alloc(0) });
    const render: RenderScope = { api, request, headers, resource: '', authorizer: {} };
    const body = await receiveBody(message);
    if (body === 'aborted') return;
    const early = this.#refuseEarly(message, body);
    if (early) return writeAnswer(response, request, renderGatewayResponse(early, render));
    const match = this.#routes.find(request.method, request.path);
    const unmatched = match
      ? fault('DEFAULT_4XX', 'Bad Request')
      : fault('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
    if (!match || match === 'malformed') {
      return writeAnswer(response, request, renderGatewayResponse(unmatched, render));
    }
    const scope: RequestScope = { api, request, match, headers, query: queryOf(request) };
    const answer = await this.#answer(scope, body as Buffer, { ...render, resource: match.route.resource });
    writeAnswer(response, request, answer);
  }

  #refuseEarly(message: IncomingMessage, body: Buffer | 'tooLarge'): GatewayFailure | undefined {
    if (headSize(message) > headerLimitBytes)
      return fault('DEFAULT_4XX', 'Request Header Fields Too Large', 431);
    if (body === 'tooLarge') return tooLarge;
    if (this.#bucket && !this.#bucket.take()) return fault('THROTTLED', 'Too Many Requests');
    return undefined;
  }

  async #answer(scope: RequestScope, body: Buffer, render: RenderScope): Promise<HttpAnswer> {
    const parts = { invoke: this.#invoke, cache: this.#cache };
    const authorization = await authorize(scope, parts);
    const authorizer = authorization.context ?? {};
    if (!authorization.allowed) {
      return renderGatewayResponse(authorization.failure, { ...render, authorizer });
    }
    const { integration } = scope.match.route;
    const outcome = await this.#integrate(integration, scope, { body, context: authorization.context });
    return 'answer' in outcome
      ? outcome.answer
      : renderGatewayResponse(outcome.failure, { ...render, authorizer });
  }

  async #integrate(
    integration: Integration,
    scope: RequestScope,
    { body, context }: { body: Buffer; context: Readonly<Record<string, string>> | undefined },
  ): Promise<IntegrationOutcome> {
    if (integration.type === 'mock') return mockAnswerOf(integration);
    const event = proxyEvent(scope, body, context);
    // The event has to fit Lambda's own limit, which is below the gateway's.
    if (body.length > payloadLimitBytes) return { failure: tooLarge };
    const work = this.#invoke(integration.functionArn, event).then(proxyAnswer);
    return withTimeout(work, integration.timeoutMs);
  }

  /** Bytes that are no HTTP request get a bare answer: there is nothing to render from. */
  #refuseBytes(error: NodeJS.ErrnoException, socket: Socket): void {
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
}
