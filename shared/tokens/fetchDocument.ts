import { lookup as resolveName, type LookupAddress } from 'node:dns';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopback, isPublicAddress } from './publicAddress.ts';

/** How documents of outside issuers are fetched. */
export interface FetchRules {
  /** Whether this machine may be an issuer, over plain HTTP too: for tests and the local product only. */
  readonly localIssuers: boolean;
  /** Finds the addresses of a name; for tests, else the system's. */
  readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** Milliseconds for one document, from the look-up of the name to its last byte. @default 3000 */
  readonly timeoutMs?: number;
}

/** The document could not be had, or may not be asked for; the text is for those who manage the rule, and holds nothing of the answer. */
export class DocumentRefused extends Error {
  override readonly name = 'DocumentRefused';
}

const longestDocument = 262_144;
const defaultTimeoutMs = 3000;

/**
 * Fetches a JSON document of an outside issuer. The address that is connected to is the address that was checked: a name that
 * resolves to something else a moment later (DNS rebinding) changes nothing. No redirects, in time, of bounded size, no credentials.
 * @throws DocumentRefused
 */
export async function fetchDocument(uri: string, rules: FetchRules): Promise<Record<string, unknown>> {
  const url = checkedUrl(uri, rules);
  const text = await bodyOf(url, rules).catch((error: unknown) => {
    if (error instanceof DocumentRefused) throw error;
    throw new DocumentRefused('the issuer cannot be reached', { cause: error });
  });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Told below: what it was instead does not matter.
  }
  throw new DocumentRefused('the document is not a JSON object');
}

/** @throws DocumentRefused for a URL that must not be asked. */
export function checkedUrl(uri: string, { localIssuers }: FetchRules): URL {
  const url = URL.parse(uri);
  if (url === null || url.username + url.password !== '') throw new DocumentRefused('not a plain URL');
  const host = hostOf(url);
  if (localIssuers && isLocalWeb(url)) return url;
  if (url.protocol !== 'https:') throw new DocumentRefused('not https');
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new DocumentRefused(privateText);
  return url;
}

function isLocalWeb(url: URL): boolean {
  return isLocal(hostOf(url)) && /^https?:$/.test(url.protocol);
}

function isLocal(host: string): boolean {
  return host === 'localhost' || isLoopback(host);
}

const privateText = 'the address is not a public one';

/** Without the brackets of IPv6. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Checks what a name resolves to before anything is connected to; one address that is not public refuses all. */
function guardedLookup(rules: FetchRules): LookupFunction {
  const resolve = rules.resolve ?? systemResolve;
  return (hostname, options, done) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        const good = addresses.every(
          ({ address }) => isPublicAddress(address) || (rules.localIssuers && isLoopback(address)),
        );
        if (first === undefined || !good) done(new DocumentRefused(privateText), '', 4);
        else if (options.all === true) done(null, [...addresses]);
        else done(null, first.address, first.family);
      },
      (error: unknown) => {
        done(new DocumentRefused('the name does not resolve', { cause: error }), '', 4);
      },
    );
  };
}

function systemResolve(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    resolveName(hostname, { all: true, verbatim: true }, (error, addresses) => {
      if (error === null) resolve(addresses);
      else reject(error);
    });
  });
}

function bodyOf(url: URL, rules: FetchRules): Promise<string> {
  const signal = AbortSignal.timeout(rules.timeoutMs ?? defaultTimeoutMs);
  const options: RequestOptions = {
    method: 'GET',
    headers: { Accept: 'application/json', 'User-Agent': 'service-users' },
    lookup: guardedLookup(rules),
    // A connection of its own: none is kept from an earlier answer of the name.
    agent: false,
    signal,
  };
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    // A look-up that hangs is not ended by the request's own signal.
    signal.addEventListener('abort', () => reject(new DocumentRefused('the issuer did not answer in time')));
    const sent = send(url, options, (answer) => {
      collect(answer).then(resolve, (error: unknown) => {
        sent.destroy();
        reject(error);
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

async function collect(answer: IncomingMessage): Promise<string> {
  if (answer.statusCode !== 200) {
    throw new DocumentRefused(`the issuer answered ${String(answer.statusCode)} in place of the document`);
  }
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > longestDocument) throw new DocumentRefused('the document is too long');
    pieces.push(piece);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
}
