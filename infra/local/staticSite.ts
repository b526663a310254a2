import { createServer } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { edgeFunction } from './edgeFunction.ts';
import type { EdgeFunction } from './edgeFunction.ts';
import type { SiteBehaviour, SiteDefinition } from './siteDefinition.ts';
import { readSiteFiles, siteFile } from './siteFiles.ts';
import type { Encoding, SiteFile } from './siteFiles.ts';

/** How a site is to be served. */
export interface StaticSiteSettings {
  /** 0 takes a free one. */
  readonly port: number;
  /** Folder of the built files. */
  readonly folder: string;
}

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Buffer;
}

/** As CloudFront, which compresses nothing smaller, nor what is compressed by nature. */
const smallestCompressed = 1000;
const compressible = /^(text\/|application\/(json|manifest\+json)|image\/(svg\+xml|x-icon))/;

/** Whether a `*` pattern covers a whole text. */
function covers(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

function encodingFor(request: IncomingMessage): Encoding {
  const accepted = String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .map((item) => item.replaceAll(' ', '').toLowerCase())
    .filter((item) => !/;q=0(\.0*)?$/.test(item))
    .map((item) => item.split(';')[0]);
  return (['br', 'gzip'] as const).find((encoding) => accepted.includes(encoding)) ?? 'identity';
}

/** The path of a request as a name in the site; undefined for what is no path. */
function pathOf({ url = '/' }: IncomingMessage): string | undefined {
  try {
    return decodeURIComponent(url.split('?')[0] ?? '');
  } catch {
    return undefined;
  }
}

interface Found {
  readonly status: number;
  readonly file: SiteFile;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it may be sent compressed. */
  readonly compress: boolean;
}

/** Compressed answers differ by encoding, so their tags are weak. */
function variant(request: IncomingMessage, { file, compress }: Found) {
  const varies = compress && file.size >= smallestCompressed && compressible.test(file.type);
  const encoding = varies ? encodingFor(request) : 'identity';
  const encoded = encoding === 'identity' ? {} : { 'Content-Encoding': encoding };
  const ETag = encoding === 'identity' ? file.etag : `W/${file.etag}`;
  return { encoding, headers: { ETag, ...encoded, ...(varies ? { Vary: 'Accept-Encoding' } : {}) } };
}

async function send(request: IncomingMessage, found: Found): Promise<Answer> {
  const { status, file } = found;
  const { encoding, headers: varying } = variant(request, found);
  const headers = { 'Content-Type': file.type, ...varying, ...found.headers };
  const known = request.headers['if-none-match']?.replace(/^W\//, '');
  if (status === 200 && known === file.etag) return { status: 304, headers };
  return { status, headers, body: await file.as(encoding) };
}

/** A distribution and its bucket on one machine: answers as the template says, from memory. */
export class StaticSite {
  readonly port: number;
  readonly #server: Server;
  readonly #folder: string;
  #files: ReadonlyMap<string, SiteFile> = new Map();
  #made: ReadonlyMap<string, SiteFile> = new Map();
  #definition: SiteDefinition | undefined;
  #functions: ReadonlyMap<SiteBehaviour, EdgeFunction> = new Map();

  private constructor(server: Server, folder: string) {
    this.#server = server;
    this.#folder = folder;
    this.port = (server.address() as AddressInfo).port;
    server.on('request', (request, response) => void this.#respond(request, response));
  }

  /** Rejects with EADDRINUSE when the port is taken. */
  static async start({ port, folder }: StaticSiteSettings): Promise<StaticSite> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    const site = new StaticSite(server, folder);
    await site.reload();
    return site;
  }

  /** Serves by another template from now on. */
  deploy(definition: SiteDefinition): void {
    const made = Object.entries(definition.made);
    this.#made = new Map(made.map(([name, text]) => [name, siteFile(name, Buffer.from(text))]));
    const functions = definition.behaviours.flatMap((behaviour) =>
      behaviour.onRequest === undefined ? [] : [[behaviour, edgeFunction(behaviour.onRequest)] as const],
    );
    this.#functions = new Map(functions);
    this.#definition = definition;
  }

  /** Takes the files as they are now. */
  async reload(): Promise<void> {
    this.#files = await readSiteFiles(this.#folder);
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, headers, body } = await this.#answer(request).catch((): Answer => ({
      status: 503,
      headers: { 'Cache-Control': 'no-store' },
    }));
    const length = status === 304 ? {} : { 'Content-Length': body?.length ?? 0 };
    response.writeHead(status, { ...headers, ...length });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const path = pathOf(request);
    if (!this.#definition) return { status: 503, headers: { 'Cache-Control': 'no-store' } };
    if (path === undefined) return { status: 400, headers: {} };
    const behaviour = this.#definition.behaviours.find(({ pattern }) => covers(pattern, path.slice(1)));
    const method = String(request.method);
    if (!behaviour?.methods.includes(method)) return { status: 403, headers: {} };
    const onRequest = this.#functions.get(behaviour);
    const found = this.#lookUp(onRequest ? onRequest(method, path) : path, this.#definition);
    return this.#serve(request, behaviour, found);
  }

  async #serve(
    request: IncomingMessage,
    { compress, headers }: SiteBehaviour,
    { status, name }: { readonly status: number; readonly name: string },
  ): Promise<Answer> {
    const file = this.#find(name);
    if (!file) return { status, headers: { ...headers } };
    return send(request, { status, file, compress, headers: { ...this.#storedWith(name), ...headers } });
  }

  /** The file of a path, or the one that is answered in the place of a missing one. */
  #lookUp(path: string, { rootFile, missing }: SiteDefinition): { status: number; name: string } {
    const name = path === '/' ? rootFile : path.slice(1);
    return this.#find(name) ? { status: 200, name } : { status: missing.status, name: missing.file ?? '' };
  }

  /** Only what was listed is found: no path leads out of the folder. */
  #find(name: string): SiteFile | undefined {
    return this.#made.get(name) ?? this.#files.get(name);
  }

  /** Later filters win, as in `aws s3 sync`. */
  #storedWith(name: string): Readonly<Record<string, string>> {
    const stored = this.#definition?.stored.find(({ exclude, include }) => {
      const excluded = exclude.some((pattern) => covers(pattern, name));
      return !excluded || include.some((pattern) => covers(pattern, name));
    });
    return stored?.headers ?? {};
  }
}
