import type { Use } from '../shared/contract/operation.ts';

/** What a worker needs of AWS: beside the uses of operations, the public parts of the signing keys, and the bus. */
export type WorkerUse = Use | 'tokens:mark' | 'kms:getPublicKey' | 'events:publish';

type Image = Readonly<Record<string, { readonly S: readonly string[] }>>;

/** Which records of the table's stream wake a worker, in the pattern language of event source mappings. */
export interface RecordPattern {
  readonly eventName?: readonly ('INSERT' | 'MODIFY' | 'REMOVE')[];
  readonly dynamodb: { readonly NewImage?: Image; readonly OldImage?: Image };
}

/** What calls a worker: each deployment, once; changes of the table, in batches; the clock. */
export type Wake =
  | 'deploy'
  | {
      /** A record that any of these matches. */
      readonly changes?: readonly RecordPattern[];
      readonly everyMinutes?: number;
    };

/** One function that no request calls. */
export interface Worker {
  /** What a user loses when it fails: the text of its alarm. */
  readonly impact: string;
  readonly wokenBy: Wake;
  readonly uses: readonly WorkerUse[];
}

/** Items of these kinds, and no others. */
const items = (...entities: readonly string[]): Image => ({ entity: { S: entities } });

/** The workers, by the name of their file in `functions/`. */
export const workers = {
  publishSigningKeys: {
    impact: 'New signing keys are not published; tokens signed with them are refused.',
    wokenBy: 'deploy',
    uses: ['table:read', 'table:write', 'kms:getPublicKey'],
  },
  refreshListEntries: {
    impact: 'Lists show names of roles and teams, and filters follow changes, too late.',
    wokenBy: { changes: [{ dynamodb: { OldImage: items('user', 'role', 'team', 'tag', 'resource') } }] },
    uses: ['table:read', 'table:write'],
  },
  continueDeletion: {
    impact: 'Deletes that have begun do not end: users stay in status deleting, their names taken.',
    wokenBy: {
      changes: [
        { eventName: ['MODIFY'], dynamodb: { NewImage: { ...items('user'), status: { S: ['deleting'] } } } },
        { eventName: ['REMOVE'], dynamodb: { OldImage: items('user') } },
      ],
      everyMinutes: 5,
    },
    uses: ['table:read', 'table:write'],
  },
  publishEvents: {
    impact: 'Other systems are not told what changes here.',
    wokenBy: {
      changes: [
        { eventName: ['INSERT'], dynamodb: { NewImage: items('event') } },
        { eventName: ['MODIFY'], dynamodb: { NewImage: items('resource') } },
      ],
    },
    uses: ['events:publish'],
  },
  sweepExpiringTokens: {
    impact: 'Owners are not told that tokens of theirs are about to expire.',
    wokenBy: { everyMinutes: 1440 },
    uses: ['table:read', 'table:write'],
  },
} as const satisfies Record<string, Worker>;

/** The name of a worker: a key of {@link workers}. */
export type WorkerName = keyof typeof workers;
