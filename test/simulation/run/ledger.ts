import { isDeepStrictEqual } from 'node:util';
import type { Item } from '../../../shared/store/item.ts';
import { registered } from './access.ts';
import { wasAllowed } from './allowed.ts';
import type { Container } from './container.ts';
import { countsAsChange } from './counting.ts';
import type { Changed, Mirror } from './mirror.ts';
import type { Simulation } from './simulation.ts';

/** Kinds of items that never come again under the same key. */
const mortal: ReadonlySet<unknown> = new Set([
  'token',
  'ownToken',
  'session',
  'tag',
  'resource',
  'role',
  'team',
  'trustRule',
]);
/** Looks at every write as it is stored: what holds at each moment, and who did what. */
export class Ledger {
  readonly #simulation: Simulation;
  readonly #mirror: Mirror;
  readonly #removed = new Set<string>();
  readonly #states = new Map<string, { tick: number; user: Item | undefined }[]>();
  readonly #members: { tick: number; members: ReadonlySet<string> }[] = [];
  readonly #audits = new Map<string, Item[]>();
  readonly #wrote = new Set<string>();
  /** What an access token was got with, by its session. */
  readonly #sources = new Map<string, string>();
  /** Which version of a user a request changed. */
  readonly #versions = new Map<string, number>();
  /** All audit records, in the order in which they were stored. */
  readonly audits: Item[] = [];

  constructor(simulation: Simulation, mirror: Mirror) {
    this.#simulation = simulation;
    this.#mirror = mirror;
  }

  /** Notes what is there from the beginning. */
  begin(): void {
    for (const user of this.#mirror.ofEntity('user'))
      this.#states.set(String(user['userId']), [{ tick: 0, user }]);
    this.#members.push({ tick: 0, members: registered(this.#mirror, 'members') });
  }

  auditOf(requestId: string): number {
    return this.#audits.get(requestId)?.length ?? 0;
  }

  lastAudit(requestId: string): Item | undefined {
    return this.#audits.get(requestId)?.at(-1);
  }

  versionMet(requestId: string): number | undefined {
    return this.#versions.get(requestId);
  }

  /** The id of the service token, client key or trust rule that an access token was got with. */
  sourceOf(sessionId: string): string | undefined {
    return this.#sources.get(sessionId);
  }

  wroteFor(requestId: string): boolean {
    return this.#wrote.has(requestId);
  }

  /** What a user was at any moment since then. */
  statesOf(userId: string, since: number): (Item | undefined)[] {
    const states = this.#states.get(userId) ?? [{ tick: 0, user: undefined }];
    const first = states.findLastIndex(({ tick }) => tick <= since);
    return states.slice(Math.max(0, first)).map(({ user }) => user);
  }

  wasMember(personId: string, since: number): boolean {
    const first = this.#members.findLastIndex(({ tick }) => tick <= since);
    return this.#members.slice(Math.max(0, first)).some(({ members }) => members.has(personId));
  }

  /** After each write. */
  changed(changes: readonly Changed[], { work }: Pick<Container, 'work'>): void {
    const real = changes.filter(({ before, after }) => !isDeepStrictEqual(before, after));
    const user = real.find(
      ({ sk, before, after }) => sk === 'USER' && before?.['version'] !== after?.['version'],
    );
    if (user?.before !== undefined)
      this.#versions.set(work.split(' ')[0] ?? '', Number(user.before['version']));
    for (const change of real) this.#one(change);
    this.#audited(real, work.split(' ')[0] ?? '');
    this.#holdOwners(real);
    this.#holdManagers(real);
    if (real.some(({ pk }) => pk === 'SUPERADMINS') || real.some(({ sk }) => sk === 'USER'))
      this.#holdMembers();
  }

  #one(change: Changed): void {
    const { pk, sk, before, after } = change;
    const { tick } = this.#simulation;
    this.#holdMortal(change);
    this.#noteSource(after ?? {});
    if (sk === 'USER') {
      const userId = pk.slice('USER#'.length);
      this.#states.set(userId, [...(this.#states.get(userId) ?? []), { tick, user: after }]);
      if (before !== undefined && after !== undefined) this.#holdUser(before, after);
      if (after !== undefined) this.#holdName(after);
    }
    if (pk === 'SUPERADMINS') this.#members.push({ tick, members: registered(this.#mirror, 'members') });
  }

  #noteSource({ sessionId, source }: Item): void {
    const { tokenId, clientKeyId, trustRuleId } = (source ?? {}) as Readonly<Record<string, string>>;
    const id = tokenId ?? clientKeyId ?? trustRuleId;
    if (id !== undefined) this.#sources.set(String(sessionId), id);
  }

  #holdMortal({ pk, sk, before, after }: Changed): void {
    const key = `${pk}\n${sk}`;
    if (after === undefined) this.#removed.add(key);
    else if (before === undefined && this.#removed.has(key) && isMortal(after))
      this.#simulation.violated('the dead stay dead', `${pk}/${sk} is there again`);
  }

  /** Generations only rise; a delete that began is not taken back. */
  #holdUser(before: Item, after: Item): void {
    const userId = String(after['userId']);
    const below = (name: string) => Number(after[name] ?? 0) < Number(before[name] ?? 0);
    const differs = (name: string) => !isDeepStrictEqual(before[name], after[name]);
    const falls = ['generation', 'modeGeneration', 'version'].some(below);
    const counts = ['status', 'roles', 'teams', 'displayName', 'generation', 'defaultRoleId'].some(differs);
    if (falls || (counts && !differs('version'))) this.#simulation.violated('generations rise', userId);
    if (before['status'] === 'deleting' && differs('status'))
      this.#simulation.violated('the dead stay dead', `${userId} is ${String(after['status'])} again`);
  }

  #holdName({ userName: name }: Item): void {
    const users = [...this.#mirror.ofEntity('user')];
    const namesakes = users.filter(({ kind, userName }) => kind === 'service' && userName === name);
    if (namesakes.length > 1) this.#simulation.violated('unique names', String(name));
  }

  /** One record for each change that counts, of the request that made it, and the actor was allowed to. */
  #audited(changes: readonly Changed[], requestId: string): void {
    const records = changes.flatMap(({ after }) => (after?.['entity'] === 'event' ? [after] : []));
    this.audits.push(...records);
    const own = records.filter(({ action }) => !beside.has(String(action)));
    for (const record of own) this.#record(record, changes, requestId);
    if (!/^r\d+$/.test(requestId) || !changes.some(countsAsChange)) return;
    if (records.some(({ action }) => action === 'provisionPerson')) return;
    if (own.length > 0) this.#wrote.add(requestId);
    // The steps of a delete are recorded by its beginning and its receipt.
    if (own.length !== 1 && !changes.some(({ before }) => before?.['status'] === 'deleting'))
      this.#simulation.violated('one audit record', `${requestId} stored a change with ${own.length}`);
  }

  #record(record: Item, changes: readonly Changed[], requestId: string): void {
    const id = String(record['requestId']);
    this.#audits.set(id, [...(this.#audits.get(id) ?? []), record]);
    if (id !== requestId) this.#simulation.violated('one audit record', `${requestId} wrote one of ${id}`);
    if (wasAllowed({ mirror: this.#mirror, record, changes })) return;
    const what = `${requestId} ${String(record['action'])} by ${String(record['actorId'])}`;
    this.#simulation.violated('allowed when stored', what);
  }

  /** Each resource that was touched has one owner, who is there, and one mark with that owner. */
  #holdOwners(changes: readonly Changed[]): void {
    const touched = new Set(
      changes.flatMap(({ before, after }) => resourceOf(after) ?? resourceOf(before) ?? []),
    );
    for (const resourceId of touched) {
      const ownerId = this.#mirror.get(`RESOURCE#${resourceId}`, 'RESOURCE')?.['ownerId'];
      const all = [...this.#mirror.ofEntity('ownedResource')];
      const owners = all.filter((mark) => mark['resourceId'] === resourceId).map(({ pk }) => pk);
      const wanted = ownerId === undefined ? [] : [`USER#${String(ownerId)}`];
      const exists = ownerId === undefined || this.#mirror.user(String(ownerId)) !== undefined;
      if (!exists || !isDeepStrictEqual(owners, wanted))
        this.#simulation.violated('one owner', `${resourceId} of ${String(ownerId)}: ${owners.join()}`);
    }
  }

  /** Each role that was touched has a mark for each of its managers, and no other (D4). */
  #holdManagers(changes: readonly Changed[]): void {
    const touched = changes.flatMap(({ before, after }) => [before, after]).filter((item) => isOfRole(item));
    for (const roleId of new Set(touched.map((item) => String(item?.['roleId'])))) {
      const managers = this.#mirror.get(`ROLE#${roleId}`, 'ROLE')?.['roleManagers'] as string[] | undefined;
      const all = [...this.#mirror.ofEntity('ownedRole')].filter((mark) => mark['roleId'] === roleId);
      const marked = all.map(({ pk }) => String(pk).slice('USER#'.length)).sort();
      if (!isDeepStrictEqual(marked, [...(managers ?? [])].sort()))
        this.#simulation.violated(
          'managers are marked',
          `${roleId} of ${managers?.join() ?? ''}: ${marked.join()}`,
        );
    }
  }

  #holdMembers(): void {
    const enabled = [...registered(this.#mirror, 'enabled')];
    if (enabled.length === 0) this.#simulation.violated('a Super-Admin remains', 'nobody is enabled');
    for (const id of enabled)
      if (this.#mirror.user(id)?.['status'] !== 'enabled')
        this.#simulation.violated('a Super-Admin remains', `${id} is not enabled`);
  }
}

/** Recorded beside what was asked for: the end of a delete, and who comes for the first time. */
const beside: ReadonlySet<string> = new Set(['deletionCompleted', 'provisionPerson', 'changeEmail']);

function isMortal({ entity, kind }: Item): boolean {
  return mortal.has(entity) || (entity === 'user' && kind === 'service');
}

function isOfRole(item: Item | undefined): boolean {
  return item?.['entity'] === 'role' || item?.['entity'] === 'ownedRole';
}

function resourceOf(item: Item | undefined): string | undefined {
  const kind = item?.['entity'];
  return kind === 'resource' || kind === 'ownedResource' ? String(item?.['resourceId']) : undefined;
}
