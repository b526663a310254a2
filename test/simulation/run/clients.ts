import type { Dice } from '../../support/model/dice.ts';
import { hasAccess, registered } from './access.ts';
import { takenAndGiven } from './again.ts';
import type { Lane } from './calls.ts';
import type { Answer, Request } from './request.ts';
import { issuer } from './container.ts';
import { draws, Lots, type Drawn } from './draw.ts';
import { peopleNames, personIds } from './estate.ts';
import type { Credential, Knowledge } from './knowledge.ts';
import { idsShown, isList, type ListId } from './listing.ts';
import type { Mirror } from './mirror.ts';
import { isOAuth, judged, oauthCall, type OAuthId } from './oauth.ts';
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

  constructor(
    simulation: Simulation,
    { mirror, knowledge, watch }: { mirror: Mirror; knowledge: Knowledge; watch: Watch },
  ) {
    this.#simulation = simulation;
    this.#mirror = mirror;
    this.#knowledge = knowledge;
    this.#watch = watch;
    this.#lots = new Lots(simulation.dice, mirror, knowledge);
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
    else if (isList(id)) await this.#wholeList(lane, id);
    else if (isOAuth(id)) await this.#oauth(lane, id);
    else await this.#wanted(lane, id);
  }

  /** By who is in the mode, what a session rests on is taken and given again: it stays dead (T13). */
  async #again(lane: Lane): Promise<void> {
    const [mode] = this.#knowledge.living('mode');
    const session = this.#knowledge.living('assumed').find(({ byMode }) => byMode === 'no');
    if (mode === undefined || session === undefined) return await this.#wanted(lane, 'createAuthToken');
    for (const call of takenAndGiven(session, { mirror: this.#mirror, dice: this.#dice }))
      await this.#call(lane, call, mode);
    await this.#call(lane, { id: 'getMe', params: {} }, session);
  }

  async #oauth(lane: Lane, id: OAuthId): Promise<void> {
    const { call, credential } = oauthCall(id, this.#oauthLots());
    await this.#call(lane, call, credential);
  }

  /** One thing that is wanted: what creates is tried again with its key until its outcome is known. */
  async #wanted(lane: Lane, id: SimulatedId): Promise<void> {
    const drawn = draws[id][1](this.#lots);
    const credential = this.#credentialFor(id, drawn);
    const key = creating.has(id) && this.#dice.chance(0.7) ? `key-${this.begun}` : undefined;
    const call = { id, ...drawn, idempotencyKey: key };
    if (key === undefined) await this.#call(lane, call, credential);
    else await this.#untilKnown(() => this.#call(lane, call, credential));
  }

  #oauthLots(): Parameters<typeof oauthCall>[1] {
    return {
      ...{ dice: this.#dice, lots: this.#lots, knowledge: this.#knowledge, any: () => this.#any() },
      signedIn: (serviceUserId) => this.#signedIn(this.#personFor(serviceUserId)),
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
    const credential = this.#signedIn(by ?? this.#personFor(params['userId'] ?? ''));
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
    const request: Request = { ...call, ...this.#headersFor(credential, call), requestId: `r${this.begun}` };
    const seen = this.#watch.begins(request, credential);
    this.#simulation.note(
      `${request.requestId} begins: ${call.id} ${JSON.stringify(call.params)} ${call.about?.id ?? call.form?.['subject_token'] ?? ''} by ${credential.kind} ${credential.id}`,
    );
    const answer = judged(request, await lane.send(request));
    this.#simulation.note(
      `${request.requestId} ends: ${answer.status} ${String(answer.body['code'] ?? answer.reason ?? '')}`,
    );
    this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
    this.#watch.ended(seen, answer);
    return answer;
  }

  #headersFor(
    credential: Credential,
    { form }: Pick<Request, 'form'>,
  ): Pick<Request, 'authorization' | 'serviceUser'> {
    if (form?.['grant_type'] !== undefined) return {};
    if (form !== undefined) return { authorization: credential.value };
    if (credential.kind !== 'assumed' || this.#dice.chance(0.6)) return { authorization: credential.value };
    return { serviceUser: credential.value };
  }

  #credentialFor(id: SimulatedId, { params }: Drawn): Credential {
    if (id === 'getMe' || this.#dice.chance(0.12)) return this.#any();
    if (id === 'enterSuperAdminMode') return this.#signedIn(this.#mayEnter());
    return (
      this.#acting(id) ??
      this.#inMode(id) ??
      this.#owning(params['resourceId']) ??
      this.#signedIn(this.#personFor(params['userId'] ?? ''))
    );
  }

  #mayEnter(): string {
    return this.begun === 0 || this.#dice.chance(0.6) ? personIds.ada : this.#lots.person();
  }

  #inMode(id: SimulatedId): Credential | undefined {
    return this.#dice.chance(needsMode.has(id) ? 0.95 : 0.4) ? this.#knowledge.living('mode')[0] : undefined;
  }

  /** What service users do for themselves. */
  #acting(id: SimulatedId): Credential | undefined {
    if (!forThemselves.includes(id) || this.#dice.chance(0.5)) return undefined;
    const own = (['secret', 'assumed', 'access'] as const).flatMap((kind) => this.#knowledge.living(kind));
    // Bound to a custom role, it is shares that decide what may be read.
    const bound = own.filter(({ roleId }) => id === 'getResource' && roleId?.startsWith('rol_'));
    return own.length === 0 ? undefined : this.#dice.one(bound.length > 0 ? bound : own);
  }

  /** Whose resource it is; mostly. */
  #owning(resourceId: string | undefined): Credential | undefined {
    const owner = this.#mirror.get(`RESOURCE#${resourceId ?? ''}`, 'RESOURCE')?.['ownerId'];
    if (typeof owner !== 'string' || this.#dice.chance(0.2)) return undefined;
    if (Object.values<string>(personIds).includes(owner)) return this.#signedIn(owner);
    const own = (['secret', 'assumed', 'access'] as const).flatMap((kind) =>
      this.#knowledge.living(kind, owner),
    );
    return own[0];
  }

  #personFor(serviceUserId: string): string {
    const all = Object.values(personIds);
    const withAccess = all.filter((personId) => hasAccess(this.#mirror, personId, serviceUserId));
    return withAccess.length > 0 && this.#dice.chance(0.9) ? this.#dice.one(withAccess) : this.#lots.person();
  }

  /** Mostly a recent one, dead or alive. */
  #any(): Credential {
    const all = this.#knowledge.credentials.filter(({ kind }) => kind !== 'signIn' || this.#dice.chance(0.2));
    const ended = all.filter(({ ends }) => ends.size > 0);
    if (ended.length > 0 && this.#dice.chance(0.55)) return this.#dice.one(ended.slice(-8));
    return all.length > 0 ? this.#dice.one(all.slice(-20)) : this.#signedIn(this.#lots.person());
  }

  #signedIn(personId: string): Credential {
    const [last] = this.#knowledge.living('signIn', personId);
    if (last !== undefined && this.#dice.chance(0.9)) return last;
    const { now, tick } = this.#simulation;
    const subject = peopleNames.find((name) => personIds[name] === personId) ?? '';
    const claims = { iss: issuer, sub: subject, iat: Math.floor(now / 1000) };
    const credential = this.#knowledge.add({
      value: `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.e30`,
      ...{
        kind: 'signIn',
        userId: personId,
        personId,
        id: `${subject}-${tick}`,
        roleId: undefined,
        byMode: 'no',
      },
      ...{ received: tick, receivedAt: now, expiresAt: Infinity },
    });
    return this.#watch.signedIn(credential);
  }
}

/** What service users do too. */
const forThemselves: readonly string[] = ['createResource', 'createToken', 'getResource'];

const needsMode: ReadonlySet<SimulatedId> = new Set([
  'createUser',
  'addSuperAdmin',
  'removeSuperAdmin',
  'endSuperAdminMode',
]);
