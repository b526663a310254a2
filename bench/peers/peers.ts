import type { PeerResult } from './peer.ts';
import { apiKeys, oauthProvider } from './betterAuth.ts';
import { glewlwyd } from './glewlwyd.ts';

/** Sets up each peer and measures it; one that cannot be set up is named with the reason. */
export async function measurePeers(milliseconds: number, say: (text: string) => void): Promise<PeerResult[]> {
  const results: PeerResult[] = [];
  for (const { name, measure } of [apiKeys, oauthProvider, glewlwyd]) {
    say(`${name} …`);
    const failed = (error: unknown): PeerResult => {
      const leftOut = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      return { name, rows: [], leftOut };
    };
    results.push(await measure(milliseconds).catch(failed));
  }
  return results;
}
