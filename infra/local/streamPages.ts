import { eventRecords } from './streamBatch.ts';
import type { EventRecord } from './streamBatch.ts';
import type { StreamsClient } from './streamsClient.ts';

/** What a reader asks for. */
export interface PageRequest {
  readonly iterator: string;
  readonly limit: number;
  readonly streamArn: string;
}

/** Records in the form of Lambda, and where the next ones are; undefined when the shard is closed. */
export interface StreamPage {
  readonly records: readonly EventRecord[];
  readonly next: string | undefined;
}

/** Milliseconds for which readers at the same place get the same page: no longer than they pause when much happens. */
const sharedFor = 15;

/** Pages of streams, read once for all mappings that are at the same place, which they mostly are. */
class StreamPages {
  readonly #client: StreamsClient;
  /** In the order in which they were read. */
  readonly #pages = new Map<string, { readonly page: Promise<StreamPage>; readonly at: number }>();

  constructor(client: StreamsClient) {
    this.#client = client;
  }

  read(request: PageRequest, signal: AbortSignal): Promise<StreamPage> {
    const now = Date.now();
    for (const [name, { at }] of this.#pages) {
      if (now - at < sharedFor) break;
      this.#pages.delete(name);
    }
    const name = `${request.limit} ${request.iterator}`;
    const known = this.#pages.get(name);
    if (known) return known.page;
    const page = this.#read(request, signal);
    this.#pages.set(name, { page, at: now });
    return page;
  }

  async #read({ iterator, limit, streamArn }: PageRequest, abortSignal: AbortSignal): Promise<StreamPage> {
    const input = { ShardIterator: iterator, Limit: limit };
    const { Records = [], NextShardIterator } = await this.#client.call('GetRecords', input, { abortSignal });
    return { records: eventRecords(Records, streamArn), next: NextShardIterator };
  }
}

const pages = new WeakMap<StreamsClient, StreamPages>();

/** The pages that all readers with this client share. */
export function pagesOf(client: StreamsClient): StreamPages {
  const known = pages.get(client) ?? new StreamPages(client);
  pages.set(client, known);
  return known;
}
