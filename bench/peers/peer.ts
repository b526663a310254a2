import type { LoadRow } from '../load/load.ts';

/** What a peer did, or why it was left out. */
export interface PeerResult {
  readonly name: string;
  readonly version?: string;
  readonly rows: readonly LoadRow[];
  readonly leftOut?: string;
}

/** What this product is compared with. */
export interface Peer {
  readonly name: string;
  measure(milliseconds: number): Promise<PeerResult>;
}
