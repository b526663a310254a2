import type { Context } from 'aws-lambda';
import { noticeDue, type NoticeDays } from '../shared/domain/expiryNotice.ts';
import { toIso, type Instant } from '../shared/domain/time.ts';
import { stateOf } from '../shared/domain/token.ts';
import type { User } from '../shared/domain/user.ts';
import { createDependencies, type Dependencies } from '../shared/runtime/dependencies.ts';
import { log } from '../shared/runtime/log.ts';
import { putAudit } from '../shared/store/audit.ts';
import {
  directOwners,
  expiringSecrets,
  markAnnounced,
  type ExpiringSecret,
} from '../shared/store/expiringTokens.ts';
import type { Table } from '../shared/store/table.ts';
import { getUser } from '../shared/store/users.ts';

const worker = 'sweepExpiringTokens';
/** What is left of the time of an invocation for the notice under way, in milliseconds. */
const reserve = 10_000;

/** What the sweep works with. */
export type SweepDependencies = Pick<Dependencies, 'table' | 'clock' | 'newId'>;

/** One run of the sweep: its id, and the milliseconds that it may still take. */
export interface SweepRun {
  readonly requestId: string;
  readonly timeLeft: () => number;
}

/**
 * Tells owners which tokens end in 30, 14, 7 days and 1 day, each once: the notice is a record of the audit trail, stored together
 * with the mark that it was given, and published like every other. A token that works is not touched otherwise.
 * @returns how many notices were given.
 */
export async function sweep(
  dependencies: SweepDependencies,
  { requestId, timeLeft }: SweepRun,
): Promise<number> {
  const now = dependencies.clock();
  let notices = 0;
  for await (const secret of expiringSecrets(dependencies.table, now)) {
    if (timeLeft() < reserve) {
      // What is left over waits for the next day: a missed one is caught up.
      log.error('unavailable', { worker, notices });
      return notices;
    }
    const days = noticeDue(secret, now);
    if (days !== undefined && (await announce(secret, { days, now, requestId }, dependencies))) notices += 1;
  }
  return notices;
}

interface Notice {
  readonly days: NoticeDays;
  readonly now: Instant;
  readonly requestId: string;
}

async function announce(
  secret: ExpiringSecret,
  { days, now, requestId }: Notice,
  { table, newId }: SweepDependencies,
): Promise<boolean> {
  const user = await getUser(table, secret.userId);
  if (user?.status !== 'enabled' || stateOf(secret, user.generation, now) !== 'active') return false;
  const event = {
    eventId: newId('event'),
    at: now,
    action: 'token.expiring',
    actorId: 'system',
    serviceUserId: undefined,
    tokenId: secret.tokenId,
    targetId: user.userId,
    roleId: user.defaultRoleId,
    reason: undefined,
    detail: {
      name: secret.name,
      expiresAt: toIso(secret.expiresAt),
      days,
      recipients: await recipients(table, user),
    },
    requestId,
    sourceIp: 'system',
  };
  const failed = await table.transact([markAnnounced(secret, days), putAudit(event)]);
  return failed.length === 0;
}

/** The direct Owners of a service user; a person is told of the own tokens. */
async function recipients(table: Table, user: User): Promise<{ userId: string; email: string | null }[]> {
  const people = user.kind === 'person' ? [user] : await directOwners(table, user.userId);
  return people.map(({ userId, email }) => ({ userId, email: email ?? null }));
}

const dependencies = createDependencies();

/** The Lambda function, run daily. */
export async function handler(
  _event: unknown,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
): Promise<void> {
  const timeLeft = () => context.getRemainingTimeInMillis();
  const notices = await sweep(dependencies, { requestId: context.awsRequestId, timeLeft });
  log.info('worker', { worker, notices });
}
