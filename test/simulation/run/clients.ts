import type { Dice } from '../../support/model/dice.ts';
import { registered } from './access.ts';
import { endWithAccess, endWithToken, takeAndGive, type Stage } from './again.ts';
import type { Lane } from './calls.ts';
import type { Answer, Request } from './request.ts';
import { narrowed, pastItsLife, underRole } from './bound.ts';
import { Chooser } from './chooser.ts';
import { Lots } from './draw.ts';
import { draws } from './draws.ts';
import type { Credential, Knowledge } from './knowledge.ts';
import { idsShown, isList, type ListId } from './listing.ts';
import type { Mirror } from './mirror.ts';
import { isOAuth, judged, oauthCall, presenting, type OAuthId } from './oauth.ts';
import { endOf, type Presented } from './outside.ts';
import type { SimulatedId } from './operations.ts';
import { keyMs } from './retries.ts';
import { isRefused } from './seen.ts';
import type { Simulation } from './simulation.ts';
import type { Watch } from './watch.ts';

const lots = (Object.entries(draws) as [SimulatedId, readonly [number, unknown]][]).flatMap(
  ([id, [weight]]) => Array<SimulatedId>(Math.ceil(weight * 4)).fill(id),
);
/** Operations that honour Idempotency-Key. */
const creating: ReadonlySet<SimulatedId> = new Set([
  'createUser',
  'createToken',
  'createResource',
  'createTag',
  'createAuthToken',
  'createTeam',
  'enterSuperAdminMode',
  'createRole',
  'createTrustRule',
  'addClientKey',
  'createApplicationToken',
]);

/** A request with an idempotency key that created something, and when that was known. */
interface Keyed {
  readonly call: Omit<Request, 'requestId'>;
  readonly credential: Credential;
  readonly at: number;
}

/** A course of calls, and how likely it is. */
type Course = readonly [likely: number, take: (lane: Lane) => Promise<void>];

/** Who call, one request at a time each, and what they do about what goes wrong. */
export class Clients {
  /** Requests that were begun. */
  begun = 0;
  readonly statuses = new Map<number, number>();
  readonly #simulation: Simulation;
  readonly #mirror: Mirror;
  readonly #knowledge: Knowledge;
  readonly #watch: Watch;
  readonly #lots: Lots;
  readonly #chooser: Chooser;
  readonly #keyed: Keyed[] = [];

  constructor(
    simulation: Simulation,
    { mirror, knowledge, watch }: { mirror: Mirror; knowledge: Knowledge; watch: Watch },
  ) {
    this.#simulation = simulation;
    this.#mirror = mirror;
    this.#knowledge = knowledge;
    this.#watch = watch;
    this.#lots = new Lots(simulation.dice, mirror, knowledge);
    this.#chooser = new Chooser(simulation, { mirror, knowledge, watch, lots: this.#lots });
  }

  get #dice(): Dice {
    return this.#simulation.dice;
  }

  /** Calls until enough was called. */
  async work(lane: Lane): Promise<void> {
    while (this.begun < this.#simulation.plan.steps && this.#simulation.violations.length === 0)
      await this.#oneIntent(lane);
    const last = this.#drawn([
      [0.1, (one) => this.#nextDay(one)],
      [0.1, (one) => endWithToken(this.#stage(one))],
      [0.1, (one) => endWithAccess(this.#stage(one))],
      [0.1, (one) => pastItsLife(this.#stage(one), (then) => this.#simulation.goOnTo(then))],
    ]);
    await last?.(lane);
  }

  /** One of some courses, or none. */
  #drawn(courses: readonly Course[]): Course[1] | undefined {
    return courses.find(([likely]) => this.#dice.chance(likely))?.[1];
  }

  async #oneIntent(lane: Lane): Promise<void> {
    // Much of what may be done needs the mode.
    const id = this.begun === 0 ? 'enterSuperAdminMode' : this.#dice.one(lots);
    const course = this.#drawn([
      [0.05, (one) => this.#again(one)],
      [0.05, (one) => underRole(this.#stage(one))],
      [0.04, (one) => narrowed(this.#stage(one))],
      [0.03, (one) => this.#afterItsEnd(one)],
    ]);
    if (course !== undefined) await course(lane);
    else if (isList(id)) await this.#wholeList(lane, id);
    else if (isOAuth(id)) await this.#oauth(lane, id);
    else await this.#wanted(lane, id);
  }

  async #again(lane: Lane): Promise<void> {
    if (!(await takeAndGive(this.#stage(lane)))) await this.#wanted(lane, 'createAuthToken');
  }

  /** A token from outside that was accepted comes again when it just ends, and with it what is remembered of it. */
  async #afterItsEnd(lane: Lane): Promise<void> {
    const { now } = this.#simulation;
    const ends = (each: Presented): boolean => endOf(each.token) > now && endOf(each.token) < now + 400_000;
    const presented = this.#knowledge.presented.filter(ends).at(-1);
    if (presented === undefined) return await this.#oauth(lane, 'exchangeToken');
    await this.#present(lane, presented);
    this.#simulation.goOnTo(endOf(presented.token) + 1000);
    for (let times = 0; times < 2; times += 1) await this.#present(lane, presented);
  }

  async #present(lane: Lane, presented: Presented): Promise<void> {
    const { call, credential } = presenting(presented, this.#stage(lane));
    await this.#call(lane, call, credential);
  }

  async #oauth(lane: Lane, id: OAuthId): Promise<void> {
    const { call, credential } = oauthCall(id, this.#stage(lane));
    if (call.outside === undefined) await this.#call(lane, call, credential);
    else await this.#untilKnown(() => this.#call(lane, call, credential));
  }

  /** One thing that is wanted: what creates is tried again with its key until its outcome is known. */
  async #wanted(lane: Lane, id: SimulatedId): Promise<void> {
    const drawn = draws[id][1](this.#lots);
    const credential = this.#chooser.credentialFor(id, drawn);
    const key = creating.has(id) && this.#dice.chance(0.7) ? `key-${this.begun}` : undefined;
    const call = { id, ...drawn, idempotencyKey: key };
    if (key === undefined) await this.#call(lane, call, credential);
    else await this.#untilKnown(() => this.#call(lane, call, credential));
  }

  /** A key comes again when its day has nearly passed, when it just does, and after that. */
  async #nextDay(lane: Lane): Promise<void> {
    const lasting = ({ credential: { kind, ends } }: Keyed): boolean =>
      ends.size === 0 && (kind === 'signIn' || kind === 'secret');
    const keyed = this.#keyed.filter(lasting);
    if (keyed.length === 0) return;
    const { call, credential, at } = this.#dice.one(keyed);
    for (const after of [-60_000, 0, 10_000]) {
      this.#simulation.goOnTo(at + keyMs + after);
      await this.#untilKnown(() => this.#call(lane, call, credential));
    }
  }

  #stage(lane: Lane): Stage {
    const simulation = this.#simulation;
    return {
      ...{ mirror: this.#mirror, dice: this.#dice, lots: this.#lots, knowledge: this.#knowledge },
      get now() {
        return simulation.now;
      },
      any: () => this.#chooser.any(),
      signedIn: (serviceUserId) => this.#chooser.signedIn(this.#chooser.personFor(serviceUserId)),
      personally: (personId) => this.#chooser.signedIn(personId),
      call: (call, credential) => this.#call(lane, call, credential),
      wanted: (id) => this.#wanted(lane, id),
      callDrawn: (id, credential) => this.#call(lane, { id, ...draws[id][1](this.#lots) }, credential),
    };
  }

  /** What there is when all has come to its end. */
  async listAll(lane: Lane): Promise<void> {
    const [member = ''] = [...registered(this.#mirror, 'enabled')].sort();
    for (const id of ['listUsers', 'listTags', 'listApplications'] as const)
      await this.#wholeList(lane, id, member);
    await this.#wholeList(lane, 'listTokens');
  }

  /** Page after page to the end; a page that was not answered is asked for again. */
  async #wholeList(lane: Lane, id: ListId, by?: string): Promise<void> {
    const { params, query = {} } = draws[id][1](this.#lots);
    const credential = this.#chooser.signedIn(by ?? this.#chooser.personFor(params['userId'] ?? ''));
    const { tick: began, now: beganAt } = this.#simulation;
    const shown: string[] = [];
    let next: Readonly<Record<string, string>> = {};
    for (let tries = 0; tries < 40; tries += 1) {
      const call = { id, params, query: { ...query, ...next } };
      const { status, body } = await this.#call(lane, call, credential);
      if (isRefused(status)) return;
      if (status !== 200) continue;
      shown.push(...idsShown(id, body));
      if (body['NextCursor'] !== undefined) next = { cursor: String(body['NextCursor']) };
      else return this.#watch.listed({ id, userId: params['userId'], began, beganAt, shown });
    }
  }

  async #untilKnown(call: () => Promise<Answer>): Promise<void> {
    const again = this.#dice.chance(0.1) ? 2 : 1;
    for (let known = 0, tries = 0; known < again && tries < 4; tries += 1) {
      const { status } = await call();
      if (status > 0 && status < 500) known += 1;
    }
  }

  async #call(lane: Lane, call: Omit<Request, 'requestId'>, credential: Credential): Promise<Answer> {
    this.begun += 1;
    const request: Request = {
      ...call,
      ...this.#chooser.headersFor(credential, call),
      requestId: `r${this.begun}`,
    };
    if (call.outside !== undefined) this.#knowledge.presentedBy.set(request.requestId, call.outside);
    const seen = this.#watch.begins(request, credential);
    this.#simulation.note(
      `${request.requestId} begins: ${call.id} ${JSON.stringify(call.params)} ${aboutOf(call)} by ${credential.kind} ${credential.id}`,
    );
    const answer = judged(request, await lane.send(request));
    this.#simulation.note(
      `${request.requestId} ends: ${answer.status} ${String(answer.body['code'] ?? answer.reason ?? '')}`,
    );
    this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
    this.#watch.ended(seen, answer);
    if (answer.status === 201 && call.idempotencyKey !== undefined)
      this.#keyed.push({ call, credential, at: this.#simulation.now });
    return answer;
  }
}

/** What a call is about, as far as every run of a seed says the same: signatures do not. */
function aboutOf({ about, form, outside }: Omit<Request, 'requestId'>): string {
  return outside === undefined ? (about?.id ?? form?.['subject_token'] ?? '') : outside.userId;
}
