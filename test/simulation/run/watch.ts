import { hasAccess } from './access.ts';
import type { Answer, Request } from './request.ts';
import type { Checks } from './checks.ts';
import { ends, endsAccess, mayEnd, modeEnds, revivedBy, type Asked } from './effects.ts';
import type { Credential, Knowledge } from './knowledge.ts';
import type { Ledger } from './ledger.ts';
import type { Listed, Lives } from './listing.ts';
import type { Mirror } from './mirror.ts';
import { holdLife, madeOf } from './made.ts';
import { holdIntrospected, holdRights, meet } from './moments.ts';
import type { Once } from './once.ts';
import { Records } from './records.ts';
import { Retries } from './retries.ts';
import type { Recent } from './recent.ts';
import { isDone, type Seen } from './seen.ts';
import type { Simulation } from './simulation.ts';

/** The most that clocks of two containers differ by, and a second that times are cut to. */
const skewMs = 4000;

interface Given {
  readonly mirror: Mirror;
  readonly knowledge: Knowledge;
  readonly ledger: Ledger;
  readonly lives: Lives;
  readonly checks: Checks;
  readonly recent: Recent;
  readonly once: Once;
}

/** Holds every answer against what was answered before. */
export class Watch {
  readonly #simulation: Simulation;
  readonly #knowledge: Knowledge;
  readonly #mirror: Mirror;
  readonly #ledger: Ledger;
  readonly #lives: Lives;
  readonly #checks: Checks;
  readonly #records: Records;
  readonly #once: Once;
  readonly #retries: Retries;
  readonly #seen: Seen[] = [];
  readonly #underWay = new Set<Seen>();

  constructor(simulation: Simulation, given: Given) {
    this.#simulation = simulation;
    this.#knowledge = given.knowledge;
    this.#mirror = given.mirror;
    this.#ledger = given.ledger;
    this.#lives = given.lives;
    this.#checks = given.checks;
    this.#records = new Records(given.checks, given);
    this.#once = given.once;
    this.#retries = new Retries(given.checks);
  }

  begins(request: Request, credential: Credential): Seen {
    const { tick, now } = this.#simulation;
    const { id, params, about } = request;
    const asked: Asked = { id, params, about, by: credential.userId };
    for (const each of this.#knowledge.credentials) {
      if (mayEnd(each, asked)) each.doubted ??= tick;
      for (const end of revivedBy(each, asked)) {
        each.ends.delete(end);
        each.revivals.set(end, Infinity);
      }
    }
    const seen: Seen = {
      request,
      credential,
      asked,
      began: tick,
      beganAt: now,
      until: Infinity,
      shared: false,
      met: new Map(),
      scopes: new Set(),
    };
    this.#seen.push(seen);
    this.#underWay.add(seen);
    this.#look(seen);
    return seen;
  }

  /** After each write: what the requests under way may find. */
  changed(): void {
    for (const seen of this.#underWay) this.#look(seen);
  }

  #look(seen: Seen): void {
    meet(seen, { mirror: this.#mirror, now: this.#simulation.now });
  }

  ended(seen: Seen, answer: Answer): void {
    const { tick, now } = this.#simulation;
    seen.until = tick;
    this.#look(seen);
    this.#underWay.delete(seen);
    for (const each of this.#knowledge.credentials)
      for (const end of revivedBy(each, seen.asked)) each.revivals.set(end, tick);
    this.#holdCredential(seen, answer);
    holdRights(seen, answer, this.#checks);
    holdIntrospected(seen, answer, this.#checks);
    this.#holdStatus(seen, answer);
    this.#records.hold(seen, answer);
    this.#once.answered(seen.request, answer);
    this.#retries.hold(seen, answer, now);
    if (isDone(answer.status)) this.#acknowledged(seen, answer);
  }

  /** What an acknowledged change ended is refused, and what nothing ended is not. */
  #holdCredential(seen: Seen, answer: Answer): void {
    if (answer.status > 0 && answer.status < 500) this.#holdUse(seen, answer);
    const { about, id } = seen.request;
    if (about === undefined || id !== 'introspectToken' || answer.status !== 200) return;
    this.#holdKnown(
      { ...seen, credential: about },
      { ...answer, status: answer.body['active'] === true ? 200 : 401 },
    );
  }

  /** L1: what is for an application opens nothing here. */
  #holdUse(seen: Seen, answer: Answer): void {
    const { credential, request } = seen;
    const { audience, id } = credential;
    if (audience === undefined) return this.#holdKnown(seen, answer);
    this.#checks.check(
      'a token is for its audience only',
      answer.status === 401,
      () => `${request.requestId} by ${id} for ${audience} is answered ${answer.status}`,
    );
  }

  #holdKnown({ credential, request, began, beganAt }: Seen, { status, reason }: Answer): void {
    const { now } = this.#simulation;
    const told = `${request.requestId} by ${credential.kind} ${credential.id}`;
    const [end] = [...credential.ends].find(([, at]) => at <= began) ?? [];
    if (end !== undefined)
      this.#checks.check(
        'refused for good',
        status === 401,
        () => `${told} is answered ${status} after ${end}`,
      );
    if (credential.expiresAt + skewMs < beganAt)
      this.#checks.check('expired', status === 401, () => `${told} is answered ${status} after its end`);
    if (credential.doubted === undefined && now + skewMs < credential.expiresAt)
      this.#checks.check(
        'good credentials work',
        status !== 401,
        () => `${told} is refused: ${reason ?? ''}`,
      );
  }

  /** A list was read to its end. */
  listed(list: Listed): void {
    const wrong = this.#lives.wrongIn(list);
    this.#checks.check('lists are whole', wrong.length === 0, () => `${list.id}: ${wrong.join()}`);
  }

  /** A 5xx has a cause below; what is answered of a user is or was so; what is gone is unknown. */
  #holdStatus({ request, began }: Seen, { status, body, faults }: Answer): void {
    const { id, requestId, params } = request;
    const explained = status < 500 || (status === 503 && (faults > 0 || lostRaces.has(id)));
    this.#checks.check(
      'no defects',
      explained,
      () => `${requestId} ${id} is answered ${status} without a cause`,
    );
    const target = params['userId'] ?? '';
    if (id === 'getUser' && status === 200) {
      const states = this.#ledger.statesOf(target, began);
      this.#checks.check(
        'reads are current',
        states.some((state) => state?.['status'] === body['Status']),
        () => `${requestId} shows ${String(body['Status'])}`,
      );
      this.#checks.check(
        'the dead stay dead',
        !this.#knowledge.gone.has(target),
        () => `${requestId} shows ${target}`,
      );
    }
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
    if (credential.byMode !== 'no' || endsAccess[asked.id]?.(credential, asked) !== true) return false;
    return !hasAccess(this.#mirror, credential.personId, credential.userId);
  }

  /** Not where something was under way that brings it back, and not where two clocks decide. */
  #isCertain(credential: Credential, { asked, began, beganAt }: Seen): boolean {
    if (credential.byMode === 'maybe' && modeEnds.has(asked.id)) return false;
    if ((credential.revivals.get(asked.id) ?? -1) >= began) return false;
    return (
      asked.id !== 'signOutUser' || credential.kind !== 'signIn' || credential.receivedAt + skewMs < beganAt
    );
  }

  /** Credentials that an answer hands out. */
  #learn(seen: Seen, { body }: Answer): void {
    const made = madeOf(seen, body);
    if (made === undefined) return;
    const { tick, now } = this.#simulation;
    holdLife(seen, made, this.#checks);
    const source = made.source ?? this.#ledger.sourceOf(made.id);
    const known = { ...made, ...(source === undefined ? {} : { source }) };
    const credential = this.#knowledge.add({ ...known, received: tick, receivedAt: now });
    // A token that is bound to a role that is lost works as little after it got another secret.
    if (seen.request.id === 'rotateToken' && credential.roleId !== undefined) credential.doubted = tick;
    this.#doubt(seen, credential);
    this.#records.holdMade(seen, made);
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

/** OAuth has no answer for a race that was lost but that it can be tried again. */
const lostRaces: ReadonlySet<string> = new Set(['exchangeToken', 'revokeOAuthToken']);
