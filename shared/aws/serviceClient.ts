import type { Readable } from 'node:stream';
import { isThrottlingError, isTransientError, StandardRetryStrategy } from '@smithy/core/retry';
import { HttpRequest } from '@smithy/core/transport';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { endpointOf, ownCredentials, ownRegion, type Credentials } from './lambdaEnvironment.ts';
import { ServiceError } from './serviceError.ts';
import { Sha256 } from './sha256.ts';

/** A service of the AWS JSON protocols. */
export interface Service {
  /** In its addresses and in signatures: `dynamodb`. */
  readonly name: string;
  /** In the variables that tell another address: `DYNAMODB`. */
  readonly variable: string;
  /** What stands before the operation in `X-Amz-Target`. */
  readonly target: string;
  /** Of the AWS JSON protocol. */
  readonly version: '1.0' | '1.1';
  /** Longest wait before the second attempt, in milliseconds, doubled with each: that of the service's SDK. */
  readonly baseDelay: number;
}

/** An operation of a service: what goes in and what comes out, as on the wire. */
export interface Operation {
  readonly input: object;
  readonly output: object;
}

/** What sends a signed request. */
export interface RequestHandler {
  handle(
    request: HttpRequest,
    options?: CallOptions,
  ): Promise<{ response: { readonly statusCode: number; readonly body?: unknown } }>;
}

/** What ends a call early. */
export interface CallOptions {
  readonly abortSignal?: AbortSignal;
}

/** What signs a request. */
export interface RequestSigner {
  sign(request: HttpRequest): Promise<unknown>;
}

type RetryStrategy = Pick<
  StandardRetryStrategy,
  'acquireInitialRetryToken' | 'refreshRetryTokenForRetry' | 'recordSuccess'
>;
type RetryToken = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;

/** What a client works with; what is left out is as Lambda's environment tells. */
export interface ClientSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: Credentials;
  readonly requestHandler?: RequestHandler;
  readonly signer?: RequestSigner;
  readonly maxAttempts?: number;
  readonly retryStrategy?: RetryStrategy;
}

/** Three attempts end before the authorizer's ten seconds do: who calls is answered 503 by us, and not 502 by the gateway. */
export const patience = {
  connectionTimeout: 1000,
  /** Until the answer begins. */
  requestTimeout: 3000,
  throwOnRequestTimeout: true,
  /** Until it goes on. */
  socketTimeout: 3000,
};
const attemptsInAll = 3;

/**
 * Calls a service with the SDK's own signer, connections and rules for trying again, and without the rest of it: its clients
 * weigh five times as much in a bundle and cost a call twice the CPU (decision 0026).
 */
export class ServiceClient<Known extends Readonly<Record<keyof Known, Operation>>> {
  readonly #service: Service;
  readonly #settings: ClientSettings;
  readonly #retries: RetryStrategy;
  /** What sends the requests. */
  readonly requestHandler: RequestHandler;
  #place: { readonly endpoint: URL; readonly signer: RequestSigner } | undefined;

  constructor(service: Service, settings: ClientSettings = {}) {
    this.#service = service;
    this.#settings = settings;
    const { maxAttempts = attemptsInAll } = settings;
    this.#retries =
      settings.retryStrategy ?? new StandardRetryStrategy({ maxAttempts, baseDelay: service.baseDelay });
    this.requestHandler = settings.requestHandler ?? new NodeHttpHandler(patience);
  }

  /**
   * Calls an operation; what fails for a moment, or for load, is tried again after a while.
   * @throws ServiceError when the service refuses; Error of the connection when it does not answer.
   */
  async call<Name extends keyof Known & string>(
    operation: Name,
    input: Known[Name]['input'],
    options?: CallOptions,
  ): Promise<Known[Name]['output']> {
    const body = JSON.stringify(input);
    let token = await this.#retries.acquireInitialRetryToken('');
    for (;;) {
      try {
        const output = await this.#attempt({ operation, body }, options);
        this.#retries.recordSuccess(token);
        return output;
      } catch (error) {
        token = await this.#further(token, error);
      }
    }
  }

  /** Waits before a further attempt. @throws the error when there is none. */
  async #further(token: RetryToken, error: unknown): Promise<RetryToken> {
    try {
      return await this.#retries.refreshRetryTokenForRetry(token, { errorType: kindOf(error as SdkError) });
    } catch {
      throw error;
    }
  }

  async #attempt(
    { operation, body }: { operation: string; body: string },
    options?: CallOptions,
  ): Promise<object> {
    const { endpoint, signer } = (this.#place ??= this.#locate());
    const request = new HttpRequest({
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      ...(endpoint.port === '' ? {} : { port: Number(endpoint.port) }),
      method: 'POST',
      path: '/',
      headers: {
        host: endpoint.host,
        'content-type': `application/x-amz-json-${this.#service.version}`,
        'content-length': String(Buffer.byteLength(body)),
        'x-amz-target': `${this.#service.target}.${operation}`,
      },
      body,
    });
    const signed = await signer.sign(request);
    const { response } = await this.requestHandler.handle(signed as HttpRequest, options);
    const text = await textOf(response.body);
    if (response.statusCode >= 300) throw new ServiceError(response.statusCode, detailsOf(text));
    return text === '' ? {} : (JSON.parse(text) as object);
  }

  #locate() {
    const { name, variable } = this.#service;
    const { region = ownRegion(), endpoint, signer } = this.#settings;
    return {
      endpoint: new URL(endpoint ?? endpointOf(name, variable, region)),
      signer:
        signer ??
        new SignatureV4({
          service: name,
          region,
          credentials: this.#settings.credentials ?? ownCredentials(),
          sha256: Sha256,
        }),
    };
  }
}

type SdkError = Parameters<typeof isTransientError>[0];

function kindOf(error: SdkError): 'THROTTLING' | 'TRANSIENT' | 'CLIENT_ERROR' {
  if (isThrottlingError(error)) return 'THROTTLING';
  return isTransientError(error) ? 'TRANSIENT' : 'CLIENT_ERROR';
}

async function textOf(body: unknown): Promise<string> {
  const bytes = body instanceof Uint8Array ? body : await collected(body as Readable);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function collected(body: Readable): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.on('data', (chunk: Buffer) => chunks.push(chunk));
    body.on('end', () => resolve(Buffer.concat(chunks)));
    body.on('error', reject);
  });
}

/** Whoever stands before a service may answer a failure with something else than JSON. */
function detailsOf(text: string): Record<string, unknown> {
  try {
    // A text or number has none of the fields that are looked at.
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
