import type { PersonPrincipal, Principal } from '../domain/principal.ts';
import { personBehind } from '../domain/principal.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import { isRefusal, refuse, type Refusal } from '../problems/refusal.ts';
import type { Access } from '../store/access.ts';
import { putAudit, type AuditEvent } from '../store/audit.ts';
import { putIdempotency } from '../store/idempotency.ts';
import { checkOwner } from '../store/resources.ts';
import { checkAccess, checkShared } from '../store/shares.ts';
import { checkTagOwner } from '../store/tags.ts';
import { allOf } from '../store/expression.ts';
import { nameOf } from '../store/keys.ts';
import type { Write } from '../store/table.ts';
import { checkMode } from '../store/users.ts';
import { keyOfWrite } from '../store/writes.ts';
import type { Caller } from './caller.ts';
import type { RequestContext } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import type { Reply } from './render.ts';
import { roleGrounds } from './roleGrounds.ts';

/** A write with the answer for when its condition no longer holds. */
export interface GuardedWrite<Code extends ProblemCode = ProblemCode> {
  readonly write: Write;
  readonly otherwise: Refusal<Code>;
}

/** Says what to answer when the condition of a write does not hold. */
export function guard<Code extends ProblemCode>(
  write: Write,
  otherwise: Code | Refusal<Code>,
): GuardedWrite<Code> {
  return { write, otherwise: isRefusal(otherwise) ? otherwise : refuse(otherwise) };
}

/** A request by a caller, as far as a commit needs it. */
export type CommittingCall = RequestContext & {
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
};

/** One change: its writes, its audit record and the answer that an idempotent replay repeats (without any secret). */
export interface Change<R extends Reply, Code extends ProblemCode> {
  /** Plain writes answer 409 `changed-meanwhile` when their condition does not hold. */
  readonly writes: readonly (GuardedWrite<Code> | Write)[];
  readonly audit: {
    readonly targetId: string;
    readonly detail?: Record<string, unknown>;
    readonly reason?: string | undefined;
  };
  readonly reply: R;
  /** The answer when what the authorizer decided on ended meanwhile; by default 409 `not-allowed`. */
  readonly decisionEnded?: Refusal<Code>;
  /** A later part of a change whose first part repeated the decision already, and may have ended what it relied on. */
  readonly followsUp?: boolean;
}

/**
 * Commits a change in one transaction: its writes, what the authorizer's decision relied on repeated as conditions,
 * the audit record, and the idempotency record. Nothing is answered that was not recorded.
 */
export async function commit<R extends Reply, Code extends ProblemCode = never>(
  call: CommittingCall,
  change: Change<R, Code>,
  { table, newId }: Pick<Dependencies, 'table' | 'newId'>,
): Promise<R | Refusal<Code | 'changed-meanwhile' | 'not-allowed'>> {
  const guarded = change.writes.map((write) =>
    'write' in write ? write : guard<'changed-meanwhile'>(write, 'changed-meanwhile'),
  );
  const written = new Set(guarded.map(({ write }) => nameOf(keyOfWrite(write))));
  const relied = change.followsUp === true ? [] : groundsOf(call);
  const grounds = relied
    .filter((write) => !written.has(nameOf(keyOfWrite(write))))
    .map((write) =>
      guard<Code | 'not-allowed'>(write, change.decisionEnded ?? refuse('not-allowed', { status: 409 })),
    );
  const audit = guard(auditWrite(call, change.audit, newId('event')), 'changed-meanwhile');
  const idempotency =
    call.idempotency === undefined
      ? []
      : [guard(idempotencyWrite(call, call.idempotency, change.reply), 'request-in-progress')];
  const own = guarded.map(({ write, otherwise }) => ({ write: joined(write, relied), otherwise }));
  const all = [...idempotency, ...own, ...grounds, audit];
  const failed = await table.transact(all.map(({ write }) => write));
  const first = failed.find(({ reason }) => reason === 'condition') ?? failed[0];
  if (first === undefined) return change.reply;
  if (first.reason === 'conflict') return refuse('changed-meanwhile');
  // An idempotency record exists for rows that declare its refusals only (a test of the contract holds that).
  return (all[first.index]?.otherwise ?? refuse('changed-meanwhile')) as Refusal<Code | 'changed-meanwhile'>;
}

/** A transaction takes one write per item: grounds on an item that the change itself writes become part of that write's condition. */
function joined(write: Write, grounds: readonly Write[]): Write {
  const key = nameOf(keyOfWrite(write));
  const same = grounds.filter((ground) => nameOf(keyOfWrite(ground)) === key);
  const conditions = [write, ...same].flatMap(({ condition }) =>
    condition === undefined ? [] : [condition],
  );
  return same.length === 0 ? write : { ...write, condition: allOf(conditions) };
}

/** What the decision relied on, as conditions: the mode, the access to the target, or the caller's active role. */
function groundsOf({ caller, params }: CommittingCall): Write[] {
  const { principal, by } = caller;
  if (principal.kind === 'person' && principal.mode !== undefined) return modeGrounds(principal);
  const grounds = by.flatMap((fact) => targetGrounds(fact, caller, params));
  return merged([...grounds, ...roleGrounds(caller, params['roleId'])]);
}

/** One check per item, as a transaction takes it. */
function merged(grounds: readonly Write[]): Write[] {
  const byKey = new Map<string, Write>();
  for (const ground of grounds) {
    const key = nameOf(keyOfWrite(ground));
    const before = byKey.get(key);
    byKey.set(key, before === undefined ? ground : joined(before, [ground]));
  }
  return [...byKey.values()];
}

/** What a fact about the user, tag or resource of the path relied on. */
function targetGrounds(
  fact: string,
  { principal, access }: Caller,
  { userId, tagId, resourceId }: CommittingCall['params'],
): Write[] {
  if (fact === 'ownsTag' && tagId !== undefined) return [checkTagOwner(principal.userId, tagId)];
  if (access === undefined) return [];
  if (fact === 'accessToTarget' && userId !== undefined) return checkAccess(access, userId, principal.userId);
  if (fact !== 'ownsResource' || resourceId === undefined) return [];
  return resourceGrounds(access, resourceId, principal.userId);
}

function resourceGrounds(access: Access, resourceId: string, userId: string): Write[] {
  if (access.by === 'ownership') return [checkOwner(resourceId, userId)];
  return checkShared(access, { kind: 'resource', id: resourceId }, userId);
}

function modeGrounds({ userId, generation, modeGeneration, mode }: PersonPrincipal): Write[] {
  return mode === undefined ? [] : [checkMode(userId, { generation, modeGeneration })];
}

function auditWrite(
  { caller, operation, requestId, sourceIp, now }: CommittingCall,
  { targetId, detail = {}, reason }: Change<Reply, never>['audit'],
  eventId: AuditEvent['eventId'],
): Write {
  return putAudit({
    eventId,
    at: now,
    action: operation,
    ...recordedAs(caller.principal),
    targetId,
    reason,
    detail,
    requestId,
    sourceIp,
  });
}

/** Who a record says it was: the person and the service user, the token, the role (SPEC section 13). */
export function recordedAs(
  principal: Principal,
): Pick<AuditEvent, 'actorId' | 'serviceUserId' | 'tokenId' | 'roleId'> {
  return {
    actorId: personBehind(principal) ?? principal.userId,
    serviceUserId: principal.kind === 'person' ? undefined : principal.userId,
    tokenId: principal.tokenId,
    roleId: principal.role.roleId,
  };
}

function idempotencyWrite(
  { now }: CommittingCall,
  { key, inputHash }: NonNullable<RequestContext['idempotency']>,
  reply: Reply,
): Write {
  return putIdempotency(
    key,
    {
      inputHash,
      status: reply.status,
      body: JSON.stringify(reply.body ?? null),
      headers: reply.headers ?? {},
    },
    now,
  );
}

const maxTries = 5;

/**
 * Decides anew from a fresh read when somebody else changed the same thing between read and write, a few times.
 * @param attempt - reads, decides and commits once.
 */
export async function retried<Outcome extends object>(attempt: () => Promise<Outcome>): Promise<Outcome> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await attempt();
    const lost = isRefusal(outcome) && outcome.refused === 'changed-meanwhile';
    if (!lost || tries === maxTries) return outcome;
  }
}
