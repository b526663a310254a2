import type { DynamoDb } from '../../shared/aws/dynamoDb.ts';
import type { RequestHandler } from '../../shared/aws/serviceClient.ts';

type Handle = RequestHandler['handle'];
type Sent = Parameters<Handle>[0];
type Recorded = Awaited<ReturnType<Handle>>['response'] & { readonly body: Uint8Array };

/**
 * Puts a recorder in place of a client's connection. Reads are known by their text, writes by their action alone:
 * every write brings new ids. What was not seen while recording fails, so that nothing is measured over the network.
 */
export class Replay {
  readonly #seen = new Map<string, Recorded>();
  readonly #real: Handle;
  #recording = true;

  constructor({ requestHandler }: DynamoDb) {
    this.#real = requestHandler.handle.bind(requestHandler);
    requestHandler.handle = (request) => this.#handle(request);
  }

  /** From now on nothing reaches the store. */
  stopRecording(): void {
    this.#recording = false;
  }

  async #handle(request: Sent): ReturnType<Handle> {
    const name = nameOf(request);
    const known = this.#seen.get(name);
    if (!this.#recording) {
      if (known === undefined) throw new Error(`not recorded: ${name.slice(0, 400)}`);
      return { response: known };
    }
    const { response } = await this.#real(request);
    const recorded = { statusCode: response.statusCode, body: await bytesOf(response.body) };
    this.#seen.set(name, recorded);
    return { response: recorded };
  }
}

const writes = /TransactWriteItems|UpdateItem$/;

function nameOf({ headers, body }: Sent): string {
  const target = headers['x-amz-target'] ?? '';
  return writes.test(target) ? target : `${target} ${String(body)}`;
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
