import type { Credential } from './knowledge.ts';
import type { Presented } from './outside.ts';
import type { SimulatedId } from './operations.ts';

/** A request of a client. */
export interface Request {
  readonly requestId: string;
  readonly id: SimulatedId;
  readonly params: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly authorization?: string | undefined;
  readonly serviceUser?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** In place of a body. */
  readonly form?: Readonly<Record<string, string>>;
  readonly ifMatch?: string;
  /** The credential that the client means, where it asks about one or ends one by its value. */
  readonly about?: Credential | undefined;
  /** The token from outside that it comes with. */
  readonly outside?: Presented | undefined;
}

/** What came back. */
export interface Answer {
  /** 0: nothing, since a container crashed. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly replayed: boolean;
  /** Whether something went wrong below that explains a 5xx. */
  readonly faults: number;
  /** Why a credential was refused. */
  readonly reason?: string;
}

/** A call of an OAuth endpoint, and whose credential decides it. */
export interface OAuthCall {
  readonly call: Pick<Request, 'id' | 'params' | 'form' | 'about' | 'outside'>;
  readonly credential: Credential;
}
