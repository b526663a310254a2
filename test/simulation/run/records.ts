import type { Answer, Request } from './request.ts';
import type { Checks } from './checks.ts';
import type { Credential } from './knowledge.ts';
import type { Ledger } from './ledger.ts';
import type { Made } from './made.ts';
import type { Mirror } from './mirror.ts';
import type { Recent } from './recent.ts';
import { isDone, isRefused, type Seen } from './seen.ts';

interface Given {
  readonly ledger: Ledger;
  readonly mirror: Mirror;
  readonly recent: Recent;
}

/** Holds every answer against what was stored for it. */
export class Records {
  readonly #checks: Checks;
  readonly #ledger: Ledger;
  readonly #mirror: Mirror;
  readonly #recent: Recent;

  constructor(checks: Checks, { ledger, mirror, recent }: Given) {
    this.#checks = checks;
    this.#mirror = mirror;
    this.#recent = recent;
    this.#ledger = ledger;
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

  /** The role that was acted under is one that the principal held meanwhile, or the mode's. */
  #holdRole(requestId: string, { userId, personId }: Credential, began: number): void {
    const record = this.#ledger.lastAudit(requestId);
    if (record === undefined) return;
    const roleId = String(record['roleId']);
    const actor = String(record['serviceUserId'] ?? record['actorId']);
    this.#checks.check(
      'recorded as who it was',
      actor === userId,
      () => `${requestId} is recorded as of ${actor}`,
    );
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

  /** What is handed out is bound to no role but one that its user held meanwhile, or the mode's. */
  holdMade({ request, began }: Seen, { roleId, userId, personId }: Made): void {
    if (roleId === undefined) return;
    // Another secret of a token is bound as the token is, and works where that does.
    if (request.id === 'rotateToken') return;
    const states = this.#ledger.statesOf(userId, began).map((user) => user?.['roles'] ?? {});
    const inMode = roleId === 'Super-Admin' && userId === personId && this.#ledger.wasMember(userId, began);
    const holds = inMode || states.some((roles) => Object.hasOwn(roles, roleId));
    this.#checks.check('no role beyond', holds, () => `${request.requestId} handed out ${roleId}`);
  }
}
