import type { Dice } from '../../support/model/dice.ts';
import { registered } from './access.ts';
import { takenAndGiven } from './again.ts';
import type { Lane } from './calls.ts';
import type { Answer, Request } from './request.ts';
import { Chooser } from './chooser.ts';
import { Lots } from './draw.ts';
import { draws } from './draws.ts';
import type { Credential, Knowledge } from './knowledge.ts';
import { idsShown, isList, type ListId } from './listing.ts';
import type { Mirror } from './mirror.ts';
import { isOAuth, judged, oauthCall, type OAuthId } from './oauth.ts';
import { endOf, type Presented } from './outside.ts';
import { callWith } from './outsideCalls.ts';
import type { SimulatedId } from './operations.ts';
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
]);

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
  }

  async #oneIntent(lane: Lane): Promise<void> {
    // Much of what may be done needs the mode.
    const id = this.begun === 0 ? 'enterSuperAdminMode' : this.#dice.one(lots);
    if (this.#dice.chance(0.04)) await this.#again(lane);
    else if (this.#dice.chance(0.05)) await this.#underRole(lane);
    else if (this.#dice.chance(0.03)) await this.#afterItsEnd(lane);
    else if (isList(id)) await this.#wholeList(lane, id);
    else if (isOAuth(id)) await this.#oauth(lane, id);
    else await this.#wanted(lane, id);
  }

  /** By who is in the mode, what a session rests on is taken and given again: it stays dead (T13). */
  async #again(lane: Lane): Promise<void> {
    const [mode] = this.#knowledge.living('mode');
    const sessions = [...this.#knowledge.living('assumed'), ...this.#knowledge.living('access')];
    const session = sessions.find((each) => rests(each) && this.#dice.chance(0.5));
    if (mode === undefined || session === undefined) return await this.#wanted(lane, 'createAuthToken');
    for (const call of takenAndGiven(session, { lots: this.#lots, dice: this.#dice }))
      await this.#call(lane, call, mode);
    await this.#call(lane, { id: 'getMe', params: {} }, session);
  }

  /** Somebody holds a custom role and gets a token for it, so that what the role permits is what counts. */
  async #underRole(lane: Lane): Promise<void> {
    const [mode] = this.#knowledge.living('mode');
    const [userId, roleId] = [this.#lots.service(), this.#lots.role()];
    if (mode === undefined) return await this.#wanted(lane, 'createToken');
    await this.#call(lane, { id: 'attachRole', params: { userId, roleId } }, mode);
    const body = { Name: this.#lots.name('bound'), RoleId: roleId };
    await this.#call(lane, { id: 'createToken', params: { userId }, body }, mode);
    await this.#wanted(lane, this.#dice.one(['createTeam', 'createResource']));
    await this.#wanted(lane, 'updateRole');
    await this.#wanted(lane, this.#dice.one(['createTeam', 'createResource', 'getResource']));
  }

  /** A token from outside that was accepted comes again when it just ends, and with it what is remembered of it. */
  async #afterItsEnd(lane: Lane): Promise<void> {
    const { now } = this.#simulation;
    const ends = (each: Presented): boolean => endOf(each.token) > now && endOf(each.token) < now + 400_000;
    const presented = this.#knowledge.presented.filter(ends).at(-1);
    if (presented === undefined) return await this.#oauth(lane, 'exchangeToken');
    const { call, credential } = callWith(presented);
    await this.#call(lane, call, credential);
    this.#simulation.goOnTo(endOf(presented.token) + 1000);
    for (let times = 0; times < 2; times += 1) await this.#call(lane, call, credential);
  }

  async #oauth(lane: Lane, id: OAuthId): Promise<void> {
    const { call, credential } = oauthCall(id, this.#oauthLots());
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

  #oauthLots(): Parameters<typeof oauthCall>[1] {
    return {
      ...{ mirror: this.#mirror, now: this.#simulation.now },
      ...{ dice: this.#dice, lots: this.#lots, knowledge: this.#knowledge, any: () => this.#chooser.any() },
      signedIn: (serviceUserId) => this.#chooser.signedIn(this.#chooser.personFor(serviceUserId)),
    };
  }

  /** What there is when all has come to its end. */
  async listAll(lane: Lane): Promise<void> {
    const [member = ''] = [...registered(this.#mirror, 'enabled')].sort();
    for (const id of ['listUsers', 'listTags'] as const) await this.#wholeList(lane, id, member);
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
    return answer;
  }
}

/** Whether something that can be given again, or changed, gave it. */
function rests({ kind, byMode, source }: Credential): boolean {
  return kind === 'assumed' ? byMode === 'no' : /^(?:key-|tru_)/.test(source ?? '');
}

/** What a call is about, as far as every run of a seed says the same: signatures do not. */
function aboutOf({ about, form, outside }: Omit<Request, 'requestId'>): string {
  return outside === undefined ? (about?.id ?? form?.['subject_token'] ?? '') : outside.userId;
}
