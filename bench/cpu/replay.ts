import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The part of an HTTP request of the SDK that tells one call from another. */
interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkAnswer {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    body?: unknown;
  };
}

interface Handler {
  handle(request: SdkRequest, options?: object): Promise<SdkAnswer>;
}

type Recorded = SdkAnswer['response'] & { readonly body: Uint8Array };

/**
 * Puts a recorder in place of a client's connection. Reads are known by their text, writes by their action alone:
 * every write brings new ids. What was not seen while recording fails, so that nothing is measured over the network.
 */
export class Replay {
  readonly #seen = new Map<string, Recorded>();
  readonly #real: Handler['handle'];
  #recording = true;

  constructor(client: DynamoDBClient) {
    // In place of its own: a client that keeps its parts together asks the settings for the handler only once.
    const handler = client.config.requestHandler as Handler;
    this.#real = handler.handle.bind(handler);
    handler.handle = (request, options) => this.#handle(request, options);
  }

  /** From now on nothing reaches the store. */
  stopRecording(): void {
    this.#recording = false;
  }

  async #handle(request: SdkRequest, options?: object): Promise<SdkAnswer> {
    const name = nameOf(request);
    const known = this.#seen.get(name);
    if (!this.#recording) {
      if (known === undefined) throw new Error(`not recorded: ${name.slice(0, 400)}`);
      return { response: { ...known } };
    }
    const { response } = await this.#real(request, options);
    const recorded = { ...response, body: await bytesOf(response.body) };
    this.#seen.set(name, recorded);
    return { response: { ...recorded } };
  }
}

const writes = /TransactWriteItems|UpdateItem$/;

function nameOf({ headers, body }: SdkRequest): string {
  const target = headers['x-amz-target'] ?? headers['X-Amz-Target'] ?? '';
  return writes.test(target) ? target : `${target} ${textOf(body)}`;
}

/** A body is text or bytes, as the SDK's serializer likes. */
function textOf(body: unknown): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
