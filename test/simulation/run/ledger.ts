import { isDeepStrictEqual } from 'node:util';
import type { Item } from '../../../shared/store/item.ts';
import { hasAccess, registered } from './access.ts';
import type { Container } from './container.ts';
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
]);
/** What is derived, or a mark beside what counts: changed without an audit record. */
const marks: ReadonlySet<unknown> = new Set(['entry', 'idempotency', 'event']);

/** Looks at every write as it is stored: what holds at each moment, and who did what. */
export class Ledger {
  readonly #simulation: Simulation;
  readonly #mirror: Mirror;
  readonly #removed = new Set<string>();
  readonly #states = new Map<string, { tick: number; user: Item | undefined }[]>();
  readonly #members: { tick: number; members: ReadonlySet<string> }[] = [];
  readonly #audits = new Map<string, Item[]>();
  readonly #wrote = new Set<string>();
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
  changed(changes: readonly Changed[], { work }: Container): void {
    const real = changes.filter(({ before, after }) => !isDeepStrictEqual(before, after));
    for (const change of real) this.#one(change);
    this.#audited(real, work.split(' ')[0] ?? '');
    this.#holdOwners(real);
    if (real.some(({ pk }) => pk === 'SUPERADMINS') || real.some(({ sk }) => sk === 'USER'))
      this.#holdMembers();
  }

  #one({ pk, sk, before, after }: Changed): void {
    const key = `${pk}\n${sk}`;
    const { tick } = this.#simulation;
    if (before !== undefined && after === undefined) this.#removed.add(key);
    const again = after !== undefined && before === undefined && this.#removed.has(key);
    const kind = after?.['entity'];
    if (again && (mortal.has(kind) || (kind === 'user' && after?.['kind'] === 'service')))
      this.#simulation.violated('the dead stay dead', `${pk}/${sk} is there again`);
    if (sk === 'USER') {
      const userId = pk.slice('USER#'.length);
      this.#states.set(userId, [...(this.#states.get(userId) ?? []), { tick, user: after }]);
      this.#holdUser(before, after);
    }
    if (pk === 'SUPERADMINS') this.#members.push({ tick, members: registered(this.#mirror, 'members') });
  }

  /** Generations only rise; a delete that began is not taken back; a name belongs to one. */
  #holdUser(before: Item | undefined, after: Item | undefined): void {
    if (after === undefined) return;
    const userId = String(after['userId']);
    if (before !== undefined) {
      const falls = ['generation', 'modeGeneration', 'version'].some(
        (name) => Number(after[name] ?? 0) < Number(before[name] ?? 0),
      );
      const counts = ['status', 'roles', 'generation', 'defaultRoleId'].some(
        (name) => !isDeepStrictEqual(before[name], after[name]),
      );
      const sameVersion = counts && Number(after['version']) <= Number(before['version']);
      if (falls || sameVersion) this.#simulation.violated('generations rise', userId);
      if (before['status'] === 'deleting' && after['status'] !== 'deleting')
        this.#simulation.violated('the dead stay dead', `${userId} is ${String(after['status'])} again`);
    }
    const namesakes = [...this.#mirror.ofEntity('user')].filter(
      ({ kind, userName }) => kind === 'service' && userName === after['userName'],
    );
    if (namesakes.length > 1) this.#simulation.violated('unique names', String(after['userName']));
  }

  /** One record for each change that counts, of the request that made it, and the actor was allowed to. */
  #audited(changes: readonly Changed[], requestId: string): void {
    const records = changes
      .filter(({ after }) => after?.['entity'] === 'event')
      .map(({ after }) => after as Item);
    this.audits.push(...records);
    const receipts = records.filter(({ action }) => action === 'deletionCompleted');
    const own = records.filter(({ action }) => action !== 'deletionCompleted');
    for (const record of own) {
      const id = String(record['requestId']);
      this.#audits.set(id, [...(this.#audits.get(id) ?? []), record]);
      if (id !== requestId) this.#simulation.violated('one audit record', `${requestId} wrote one of ${id}`);
      this.#holdAllowed(record, changes);
    }
    if (!changes.some(countsAsChange)) return;
    if (!requestId.startsWith('r') || requestId.startsWith('records')) return;
    const deleting = receipts.length > 0 || changes.some(({ before }) => before?.['status'] === 'deleting');
    if (own.length !== 1 && !deleting)
      this.#simulation.violated('one audit record', `${requestId} stored a change with ${own.length}`);
    if (own.length > 0) this.#wrote.add(requestId);
  }

  /** At the moment of the write the actor was there and enabled, in the mode or with access where that was needed. */
  #holdAllowed(record: Item, changes: readonly Changed[]): void {
    const [actorId, roleId, targetId, action] = ['actorId', 'roleId', 'targetId', 'action'].map((name) =>
      String(record[name]),
    );
    const old = (pk: string, sk: string) => {
      const changed = changes.find((change) => change.pk === pk && change.sk === sk);
      return changed === undefined ? this.#mirror.get(pk, sk) : changed.before;
    };
    const told = `${String(record['requestId'])} ${action ?? ''} by ${actorId ?? ''} as ${roleId ?? ''}`;
    if (roleId === 'Super-Admin') {
      const members = old('SUPERADMINS', 'SUPERADMINS')?.['members'] as ReadonlySet<string> | undefined;
      const enabled = old(`USER#${actorId ?? ''}`, 'USER')?.['status'] === 'enabled';
      if (!enabled || members?.has(actorId ?? '') !== true)
        this.#simulation.violated('allowed when stored', told);
      return;
    }
    if (targetId?.startsWith('svc_') !== true || action === 'addTagUser' || action === 'removeTagUser')
      return;
    const bySelf = actorId === targetId || record['serviceUserId'] === targetId;
    const taken = changes.some(
      ({ sk, before }) => before?.['entity'] === 'share' && sk.endsWith(actorId ?? ''),
    );
    if (!bySelf && !taken && !hasAccess(this.#mirror, actorId ?? '', targetId)) {
      const share = changes.some(({ before }) => before?.['entity'] === 'share');
      if (!share) this.#simulation.violated('allowed when stored', told);
    }
  }

  /** Each resource that was touched has one owner, who is there, and one mark with that owner. */
  #holdOwners(changes: readonly Changed[]): void {
    const touched = new Set(
      changes.flatMap(({ before, after }) => resourceOf(after) ?? resourceOf(before) ?? []),
    );
    for (const resourceId of touched) {
      const ownerId = this.#mirror.get(`RESOURCE#${resourceId}`, 'RESOURCE')?.['ownerId'];
      const marks = [...this.#mirror.ofEntity('ownedResource')].filter(
        (mark) => mark['resourceId'] === resourceId,
      );
      const right =
        ownerId === undefined
          ? marks.length === 0
          : marks.length === 1 && marks[0]?.['pk'] === `USER#${String(ownerId)}`;
      const exists = ownerId === undefined || this.#mirror.user(String(ownerId)) !== undefined;
      if (!right || !exists)
        this.#simulation.violated(
          'one owner',
          `${resourceId} of ${String(ownerId)} has ${marks.length} marks`,
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

function resourceOf(item: Item | undefined): string | undefined {
  const kind = item?.['entity'];
  return kind === 'resource' || kind === 'ownedResource' ? String(item?.['resourceId']) : undefined;
}

/** Not when somebody was active or a token was used, and not what is derived. */
function countsAsChange({ before, after }: Changed): boolean {
  const kind = (after ?? before)?.['entity'];
  if (marks.has(kind)) return false;
  if (before === undefined || after === undefined) return true;
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].some(
    (name) =>
      !['lastActiveAt', 'byActive', 'lastUsedAt'].includes(name) &&
      !isDeepStrictEqual(before[name], after[name]),
  );
}
