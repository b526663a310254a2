import type { Use } from '../shared/contract/operation.ts';

/** What a worker needs of AWS: beside the uses of operations, the public parts of the signing keys. */
export type WorkerUse = Use | 'kms:getPublicKey';

/** One function that no request calls. */
export interface Worker {
  /** What a user loses when it fails: the text of its alarm. */
  readonly impact: string;
  /** Each deployment, once; or every change of the table, in batches. */
  readonly wokenBy: 'deploy' | 'stream';
  readonly uses: readonly WorkerUse[];
}

/** The workers, by the name of their file in `functions/`. */
export const workers = {
  publishSigningKeys: {
    impact: 'New signing keys are not published; tokens signed with them are refused.',
    wokenBy: 'deploy',
    uses: ['table:read', 'table:write', 'kms:getPublicKey'],
  },
  refreshListEntries: {
    impact: 'Lists show names of roles and teams, and filters follow changes, too late.',
    wokenBy: 'stream',
    uses: ['table:read', 'table:write'],
  },
} as const satisfies Record<string, Worker>;

/** The name of a worker: a key of {@link workers}. */
export type WorkerName = keyof typeof workers;
