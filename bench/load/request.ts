/** How many connections everything is measured at. */
export const connectionCounts = [1, 32] as const;

/** A request that is sent again and again. */
export interface LoadRequest {
  readonly name: string;
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An order to the generator. */
export interface LoadOrder {
  readonly request: LoadRequest;
  readonly connections: number;
  readonly milliseconds: number;
}

/** What the generator saw. */
export interface LoadSeen {
  readonly requests: number;
  /** Answers with a status of 300 and above. */
  readonly failures: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Bytes of the body of the last answer. */
  readonly bytes: number;
}
