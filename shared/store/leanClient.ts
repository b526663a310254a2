import { createHash, createHmac, createSecretKey, type Hash, type Hmac } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';

/**
 * SHA-256 for the SDK's signatures. Its own class hands a key to Node as bytes, which costs several times what the same key
 * costs as an object, and copies every hash before it reads it.
 */
class Sha256 {
  readonly #secret: ReturnType<typeof createSecretKey> | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : createSecretKey(bytesOf(secret));
    this.#hash = this.#begin();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#begin();
  }

  #begin(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

/** The body of an answer. The SDK's own pipes it through a second stream. */
function collected(body: Readable): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.on('data', (chunk: Buffer) => chunks.push(chunk));
    body.on('end', () => resolve(Buffer.concat(chunks)));
    body.on('error', reject);
  });
}

/** Settings of every client of AWS: short time-outs, three attempts, and less work for each call. */
export const clientSettings = {
  maxAttempts: 3,
  // Three attempts end before the authorizer's ten seconds do: who calls is answered 503 by us, and not 502 by the gateway.
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
  sha256: Sha256,
  streamCollector: collected,
};

/** They prepare every input for a logger that we never give, and put headers on calls that neither DynamoDB nor KMS reads. */
const useless = ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware'];

/**
 * Takes out of a client what costs every call and does nothing for us, and has its parts put together with the first call
 * instead of with each.
 */
export function lean<Client extends DynamoDBClient | KMSClient>(client: Client): Client {
  for (const name of useless) client.middlewareStack.remove(name);
  const { config }: DynamoDBClient | KMSClient = client;
  config.cacheMiddleware = true;
  const makeSigner = config.signer;
  let signer: Awaited<ReturnType<typeof makeSigner>> | undefined;
  config.signer = async (scheme) => (signer ??= await makeSigner(scheme));
  return client;
}
