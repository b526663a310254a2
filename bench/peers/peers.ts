import { onProduct, type Server } from '../load/load.ts';
import { loadRequests } from '../load/requests.ts';
import { measureInTurn, type RoundsRow } from '../load/rounds.ts';
import { apiKeys, oauthProvider } from './betterAuth.ts';
import { glewlwyd } from './glewlwyd.ts';
import type { Peer, Running } from './peer.ts';
import { ofProduct } from './peerRequests.ts';

/** What one of the servers did, or why it was left out. */
export interface Compared {
  readonly name: string;
  readonly version?: string;
  readonly rows: readonly RoundsRow[];
  readonly leftOut?: string;
}

type Started =
  { readonly peer: Peer; readonly running: Running } | { readonly peer: Peer; readonly leftOut: string };

/** The product, the first in the answer, and each peer under the same load in turn; one that cannot be set up is named with the reason. */
export async function compare(milliseconds: number, say: (text: string) => void): Promise<Compared[]> {
  return onProduct(async ({ addresses, pid }) => {
    const product = { pid, requests: asPeer(await loadRequests(addresses)) };
    const started: Started[] = [];
    try {
      for (const peer of [apiKeys, oauthProvider, glewlwyd]) {
        say(`starts ${peer.name}`);
        started.push(await startOrSay(peer));
      }
      say('in turn …');
      return await inTurn(product, started, milliseconds);
    } finally {
      for (const one of started) if ('running' in one) await one.running.stop();
    }
  });
}

function asPeer(requests: Server['requests']): Server['requests'] {
  return Object.entries(ofProduct).flatMap(([name, of]) =>
    requests.filter((request) => request.name === of).map((request) => ({ ...request, name })),
  );
}

async function startOrSay(peer: Peer): Promise<Started> {
  try {
    return { peer, running: await peer.start() };
  } catch (error) {
    return { peer, leftOut: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

async function inTurn(
  product: Server,
  started: readonly Started[],
  milliseconds: number,
): Promise<Compared[]> {
  const servers = started.flatMap((one) => ('running' in one ? [one.running] : []));
  const [own = [], ...others] = await measureInTurn([product, ...servers], { milliseconds, rounds: 7 });
  const peers = started.map((one): Compared => {
    const { name } = one.peer;
    if ('leftOut' in one) return { name, rows: [], leftOut: one.leftOut };
    return { name, version: one.running.version, rows: others[servers.indexOf(one.running)] ?? [] };
  });
  return [{ name: 'this product', rows: own }, ...peers];
}
