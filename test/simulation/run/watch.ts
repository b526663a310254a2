import { hasAccess } from './access.ts';
import type { Answer, Request } from './calls.ts';
import { ends, endsAccess, mayEnd, revivedBy, type Asked } from './effects.ts';
import type { Credential, Knowledge } from './knowledge.ts';
import type { Ledger } from './ledger.ts';
import type { Mirror } from './mirror.ts';
import type { Simulation } from './simulation.ts';

/** The most that clocks of two containers differ by, and a second that times are cut to. */
const skewMs = 4000;

/** A request from its beginning on. */
export interface Seen {
  readonly request: Request;
  readonly credential: Credential;
  readonly asked: Asked;
  readonly began: number;
  readonly beganAt: number;
  /** Not yet: infinite. */
  until: number;
}

/** Holds every answer against what was answered before. */
export class Watch {
  readonly #simulation: Simulation;
  readonly #knowledge: Knowledge;
  readonly #mirror: Mirror;
  readonly #ledger: Ledger;
  readonly #seen: Seen[] = [];
  /** How often each promise was put to the test. */
  readonly tested = new Map<string, number>();

  constructor(simulation: Simulation, given: { mirror: Mirror; knowledge: Knowledge; ledger: Ledger }) {
    this.#simulation = simulation;
    this.#knowledge = given.knowledge;
    this.#mirror = given.mirror;
    this.#ledger = given.ledger;
  }

  begins(request: Request, credential: Credential): Seen {
    const { tick, now } = this.#simulation;
    const asked: Asked = { id: request.id, params: request.params, by: credential.userId };
    for (const each of this.#knowledge.credentials) {
      if (mayEnd(each, asked)) each.doubted ??= tick;
      for (const end of revivedBy(each, asked)) {
        each.ends.delete(end);
        each.revivals.set(end, Infinity);
      }
    }
    const seen: Seen = { request, credential, asked, began: tick, beganAt: now, until: Infinity };
    this.#seen.push(seen);
    return seen;
  }

  ended(seen: Seen, answer: Answer): void {
    const { tick } = this.#simulation;
    seen.until = tick;
    for (const each of this.#knowledge.credentials)
      for (const end of revivedBy(each, seen.asked)) each.revivals.set(end, tick);
    this.#holdCredential(seen, answer);
    this.#holdStatus(seen, answer);
    this.#holdRecords(seen, answer);
    if (isDone(answer.status)) this.#acknowledged(seen, answer);
  }

  #check(invariant: string, holds: boolean, what: () => string): void {
    this.tested.set(invariant, (this.tested.get(invariant) ?? 0) + 1);
    if (!holds) this.#simulation.violated(invariant, what());
  }

  /** What an acknowledged change ended is refused, and what nothing ended is not. */
  #holdCredential(seen: Seen, answer: Answer): void {
    if (answer.status > 0 && answer.status < 500) this.#holdKnown(seen, answer);
  }

  #holdKnown({ credential, request, began, beganAt }: Seen, { status, reason }: Answer): void {
    const { now } = this.#simulation;
    const told = `${request.requestId} by ${credential.kind} ${credential.id}`;
    const [end] = [...credential.ends].find(([, at]) => at <= began) ?? [];
    if (end !== undefined)
      this.#check('refused for good', status === 401, () => `${told} is answered ${status} after ${end}`);
    if (credential.expiresAt + skewMs < beganAt)
      this.#check('expired', status === 401, () => `${told} is answered ${status} after its end`);
    if (credential.doubted === undefined && now + skewMs < credential.expiresAt)
      this.#check('good credentials work', status !== 401, () => `${told} is refused: ${reason ?? ''}`);
  }

  /** A 5xx has a cause below; what is answered of a user is or was so; what is gone is unknown. */
  #holdStatus({ request, began }: Seen, { status, body, faults }: Answer): void {
    const { id, requestId, params } = request;
    const explained = status < 500 || (status === 503 && faults > 0);
    this.#check('no defects', explained, () => `${requestId} ${id} is answered ${status} without a cause`);
    const target = params['userId'] ?? '';
    if (id === 'getUser' && status === 200) {
      const states = this.#ledger.statesOf(target, began);
      this.#check(
        'reads are current',
        states.some((state) => state?.['status'] === body['Status']),
        () => `${requestId} shows ${String(body['Status'])}`,
      );
      this.#check(
        'the dead stay dead',
        !this.#knowledge.gone.has(target),
        () => `${requestId} shows ${target}`,
      );
    }
  }

  /** Acknowledged: one audit record, and stored before it was answered. Refused: nothing was stored. */
  #holdRecords({ request, credential, began }: Seen, answer: Answer): void {
    const { requestId, id } = request;
    const records = this.#ledger.auditOf(requestId);
    const wrote = this.#ledger.wroteFor(requestId);
    const { status, replayed } = answer;
    if (isRefused(status))
      this.#check(
        'refused is not stored',
        !wrote,
        () => `${requestId} ${id} is answered ${status} and wrote`,
      );
    if (!isDone(status)) return;
    // A repeated change may be recorded although it changes nothing.
    const least = (status === 201 && !replayed) || wrote ? 1 : 0;
    this.#check(
      'one audit record',
      records === 1 || records === least,
      () => `${requestId} ${id} has ${records} audit records`,
    );
    this.#holdRole(requestId, credential, began);
    if (status === 201) this.#holdKey(request, credential, answer);
  }

  /** However often it is tried, one key creates one thing and names the same. */
  #holdKey(request: Request, { userId }: Credential, { body, replayed }: Answer): void {
    const { requestId, id, idempotencyKey } = request;
    if (idempotencyKey === undefined) return;
    const key = `${userId} ${id} ${idempotencyKey}`;
    const names = ['TokenId', 'SessionId', 'ResourceId', 'TagId', 'UserId'];
    const own = String(body[names.find((name) => body[name] !== undefined) ?? ''] ?? '');
    const before = this.#knowledge.created.get(key);
    const fresh = before === undefined || (replayed && before === own);
    this.#check(
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
    const roles = this.#ledger.statesOf(userId, began).map((user) => Object.keys(user?.['roles'] ?? {}));
    const held = roles.flat().includes(roleId);
    const inMode = roleId === 'Super-Admin' && this.#ledger.wasMember(personId, began);
    this.#check('no role beyond', held || inMode, () => `${requestId} ran under ${roleId}`);
  }

  #acknowledged(seen: Seen, answer: Answer): void {
    const { request, asked, began } = seen;
    const { tick } = this.#simulation;
    for (const each of this.#knowledge.credentials.filter((one) => one.received <= began)) {
      if (ends[asked.id]?.(each, asked) === true && this.#isCertain(each, seen))
        each.ends.set(asked.id, tick);
      if (this.#isWithoutAccess(each, asked)) each.ends.set('access ended', tick);
    }
    if (request.id === 'deleteUser') this.#deleted(request, answer);
    this.#learn(seen, answer);
  }

  /** 202: the delete goes on, and the user is still there. */
  #deleted({ params }: Request, { status }: Answer): void {
    if (status === 200) this.#knowledge.gone.add(params['userId'] ?? '');
  }

  #isWithoutAccess(credential: Credential, asked: Asked): boolean {
    if (endsAccess[asked.id]?.(credential, asked) !== true) return false;
    return !hasAccess(this.#mirror, credential.personId, credential.userId);
  }

  /** Not where something was under way that brings it back, and not where two clocks decide. */
  #isCertain(credential: Credential, { asked, began, beganAt }: Seen): boolean {
    if ((credential.revivals.get(asked.id) ?? -1) >= began) return false;
    return (
      asked.id !== 'signOutUser' || credential.kind !== 'signIn' || credential.receivedAt + skewMs < beganAt
    );
  }

  /** Credentials that an answer hands out. */
  #learn(seen: Seen, { body }: Answer): void {
    const { request } = seen;
    const isUser = request.id === 'createUser';
    const token = (isUser ? body['Token'] : body) as Record<string, unknown> | undefined;
    if (typeof token?.['Token'] !== 'string') return;
    const userId = isUser ? body['UserId'] : request.params['userId'];
    const made = token['SessionId'] === undefined ? secretOf(token, String(userId)) : sessionOf(token, seen);
    const { tick, now } = this.#simulation;
    this.#doubt(seen, this.#knowledge.add({ ...made, received: tick, receivedAt: now }));
  }

  /** What was under way while it was made may have ended it before its answer came, or may bring it back. */
  #doubt({ began }: Pick<Seen, 'began'>, credential: Credential): void {
    const { tick } = this.#simulation;
    for (const { asked, until } of this.#seen.filter((other) => other.until >= began)) {
      if (mayEnd(credential, asked)) credential.doubted ??= tick;
      for (const end of revivedBy(credential, asked)) credential.revivals.set(end, until);
    }
  }

  /** Somebody signs in at the provider: also who was disabled or signed out just before, and whom we then refuse. */
  signedIn(credential: Credential): Credential {
    this.#doubt({ began: 0 }, credential);
    return credential;
  }
}

function isRefused(status: number): boolean {
  return status >= 400 && status < 500;
}

function isDone(status: number): boolean {
  return status >= 200 && status < 300;
}

type Made = Omit<Parameters<Knowledge['add']>[0], 'received' | 'receivedAt'>;

function secretOf({ Token, TokenId, RoleId }: Record<string, unknown>, userId: string): Made {
  const roleId = typeof RoleId === 'string' ? RoleId : undefined;
  const id = String(TokenId);
  const whose = { userId, personId: userId, roleId, byMode: false };
  return { value: String(Token), kind: 'secret', id, ...whose, expiresAt: Infinity };
}

function sessionOf(body: Record<string, unknown>, { request, credential }: Seen): Made {
  const kind = request.id === 'enterSuperAdminMode' ? 'mode' : 'assumed';
  return {
    ...{ value: String(body['Token']), kind, id: String(body['SessionId']), userId: String(body['UserId']) },
    ...{ personId: credential.personId, roleId: String(body['RoleId']) },
    byMode: credential.kind === 'mode' || kind === 'mode',
    expiresAt: Date.parse(String(body['ExpiresAt'])),
  };
}
