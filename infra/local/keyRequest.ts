/** A key as a template asks for it. */
export interface KeyRequest {
  /** Stable name of the key: under it the key is found again at the next start. */
  readonly name: string;
  readonly spec: string;
  readonly aliases: readonly string[];
}

/** What the choice of a KMS depends on. */
export interface ManagedKeysSettings {
  readonly data: string;
  readonly inMemory: boolean;
  readonly region: string;
  readonly account: string;
  readonly requests: readonly KeyRequest[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Where a key is found. */
export interface KeyPlace {
  readonly id: string;
  readonly arn: string;
}
