import type { LoadRow } from '../load/load.ts';

/** What a peer did, or why it was left out. */
export interface PeerResult {
  readonly name: string;
  readonly version?: string;
  readonly rows: readonly LoadRow[];
  readonly leftOut?: string;
}

/** The two requests that every peer is asked: their names in the tables. */
export const peerRequests = { issue: 'issue a machine token', verify: 'a verified call' } as const;
