import type { Answer, Request } from './request.ts';
import type { Checks } from './checks.ts';
import type { Credential, Knowledge } from './knowledge.ts';
import type { Ledger } from './ledger.ts';
import type { Made } from './made.ts';
import type { Mirror } from './mirror.ts';
import type { Recent } from './recent.ts';
import { isDone, isRefused, type Seen } from './seen.ts';

interface Given {
  readonly ledger: Ledger;
  readonly knowledge: Knowledge;
  readonly mirror: Mirror;
  readonly recent: Recent;
}

/** Holds every answer against what was stored for it. */
export class Records {
  readonly #checks: Checks;
  readonly #ledger: Ledger;
  readonly #knowledge: Knowledge;
  readonly #mirror: Mirror;
  readonly #recent: Recent;

  constructor(checks: Checks, { ledger, knowledge, mirror, recent }: Given) {
    this.#checks = checks;
    this.#mirror = mirror;
    this.#recent = recent;
    this.#ledger = ledger;
    this.#knowledge = knowledge;
  }

  /** Acknowledged: one audit record, and stored before it was answered. Refused: nothing was stored. */
  hold(seen: Seen, answer: Answer): void {
    const { requestId, id } = seen.request;
    if (isRefused(answer.status))
      this.#checks.check(
        'refused is not stored',
        !this.#ledger.wroteFor(requestId),
        () => `${requestId} ${id} is answered ${answer.status} and wrote`,
      );
    if (isDone(answer.status)) this.#holdDone(seen, answer);
  }

  #holdDone(seen: Seen, answer: Answer): void {
    const { request, credential, began, beganAt } = seen;
    const { requestId, id } = request;
    this.#holdAudit(request, answer);
    this.#holdRole(requestId, credential, began);
    this.#holdVersion(request);
    if (id === 'deleteRole') this.#holdUnused(request, beganAt);
    if (answer.status === 201) this.#holdKey(request, credential, answer);
  }

  #holdAudit({ requestId, id, outside }: Request, { status, replayed }: Answer): void {
    const records = this.#ledger.auditOf(requestId);
    // A repeated change may be recorded although it changes nothing.
    const isTrusted = outside?.token.kind === 'federation';
    const least = isTrusted || (status === 201 && !replayed) || this.#ledger.wroteFor(requestId) ? 1 : 0;
    this.#checks.check(
      'one audit record',
      records === 1 || records === least,
      () => `${requestId} ${id} has ${records} audit records`,
    );
  }

  /** A role that somebody holds is not deleted, as far as lists showed it. */
  #holdUnused({ requestId, params: { roleId = '' } }: Request, beganAt: number): void {
    const users = [...this.#mirror.ofEntity('user')].filter(({ roles }) =>
      Object.hasOwn(roles as object, roleId),
    );
    const [holder] = users.filter(({ userId }) => this.#recent.wasListed(String(userId), roleId, beganAt));
    this.#checks.check(
      'a role in use stays',
      holder === undefined,
      () => `${requestId} deleted ${roleId} of ${String(holder?.['userId'])}`,
    );
  }

  /** However often it is tried, one key creates one thing and names the same. */
  #holdKey(request: Request, { userId }: Credential, { body, replayed }: Answer): void {
    const { requestId, id, idempotencyKey } = request;
    if (idempotencyKey === undefined) return;
    const key = `${userId} ${id} ${idempotencyKey}`;
    const names = [
      'TeamId',
      'TokenId',
      'SessionId',
      'ResourceId',
      'TagId',
      'UserId',
      'TrustRuleId',
      'ClientKeyId',
      'RoleId',
    ];
    const own = String(body[names.find((name) => body[name] !== undefined) ?? ''] ?? '');
    const before = this.#knowledge.created.get(key);
    const fresh = before === undefined || (replayed && before === own);
    this.#checks.check(
      'retries create one thing',
      fresh,
      () => `${requestId} ${id} created ${own} after ${before ?? ''}`,
    );
    this.#knowledge.created.set(key, own);
  }

  /** The role that was acted under is one that the principal held meanwhile, or the mode's. */
  #holdRole(requestId: string, { userId, personId }: Credential, began: number): void {
    const record = this.#ledger.lastAudit(requestId);
    if (record === undefined) return;
    const roleId = String(record['roleId']);
    const actor = String(record['serviceUserId'] ?? record['actorId']);
    const isBearer = actor === userId || record['action'] === 'revokeOAuthToken';
    this.#checks.check('recorded as who it was', isBearer, () => `${requestId} is recorded as of ${actor}`);
    const roles = this.#ledger.statesOf(actor, began).map((user) => Object.keys(user?.['roles'] ?? {}));
    const held = roles.flat().includes(roleId);
    const inMode = roleId === 'Super-Admin' && this.#ledger.wasMember(personId, began);
    this.#checks.check('no role beyond', held || inMode, () => `${requestId} ran under ${roleId}`);
  }

  /** A change that names a version was made from that one. */
  #holdVersion({ requestId, ifMatch }: Request): void {
    const met = this.#ledger.versionMet(requestId);
    if (ifMatch === undefined || met === undefined) return;
    this.#checks.check(
      'If-Match',
      ifMatch === `"${met}"`,
      () => `${requestId} changed ${met} in place of ${ifMatch}`,
    );
  }

  /** What is handed out is bound to no role but one that its user held meanwhile. */
  holdMade({ request, began }: Seen, { kind, roleId, userId }: Made): void {
    if (kind === 'mode' || roleId === undefined) return;
    // Another secret of a token is bound as the token is, and works where that does.
    if (request.id === 'rotateToken') return;
    const states = this.#ledger.statesOf(userId, began).map((user) => user?.['roles'] ?? {});
    const holds = states.some((roles) => Object.hasOwn(roles, roleId));
    this.#checks.check('no role beyond', holds, () => `${request.requestId} handed out ${roleId}`);
  }
}
