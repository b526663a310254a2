import type { Server } from '../load/load.ts';

/** A server that others are compared with, ready for requests that are named as in `peerRequests`. */
export interface Running extends Server {
  readonly version: string;
  stop(): Promise<void>;
}

/** What this product is compared with. */
export interface Peer {
  readonly name: string;
  /** Installs it where it is missing, and starts it with a database of its own. @throws Error where that does not work. */
  start(): Promise<Running>;
}
