import type { Dice } from '../../support/model/dice.ts';
import { registered } from './access.ts';
import { applicationIds } from './applications.ts';
import { personIds } from './estate.ts';
import type { Credential, Knowledge } from './knowledge.ts';
import type { Mirror } from './mirror.ts';
import { permissionsOf } from './permissions.ts';

/** What a call is about. */
export interface Drawn {
  readonly params: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly ifMatch?: string;
}

/** What calls are drawn from: mostly what is there, now and then what is gone. */
export class Lots {
  readonly dice: Dice;
  readonly mirror: Mirror;
  readonly knowledge: Knowledge;
  names = 0;
  /** The service user that many calls are about just now: what goes wrong does where they meet. */
  #hot = '';

  constructor(dice: Dice, mirror: Mirror, knowledge: Knowledge) {
    this.dice = dice;
    this.mirror = mirror;
    this.knowledge = knowledge;
  }

  #one(ids: readonly string[], otherwise: string): string {
    return ids.length === 0 ? otherwise : this.dice.one(ids);
  }

  service(): string {
    const { gone } = this.knowledge;
    if (gone.size > 0 && this.dice.chance(0.04)) return this.dice.one([...gone]);
    if (this.mirror.user(this.#hot) !== undefined && this.dice.chance(0.5)) return this.#hot;
    const users = [...this.mirror.ofEntity('user')].filter(({ kind }) => kind === 'service');
    this.#hot = this.#one(
      users.map(({ userId }) => String(userId)),
      'svc_01h455vb4pex5vsknk084sn02q',
    );
    return this.#hot;
  }

  /** One that a delete may take; mostly, since that is what leads further. */
  idle(): string {
    const users = [...this.mirror.ofEntity('user')].filter(({ status }) => status !== 'enabled');
    return this.dice.chance(0.2)
      ? this.service()
      : this.#one(
          users.map(({ userId }) => String(userId)),
          this.service(),
        );
  }

  person(): string {
    return this.dice.one(Object.values(personIds));
  }

  member(): string {
    return this.dice.chance(0.1)
      ? this.person()
      : this.#one([...registered(this.mirror, 'enabled')].sort(), this.person());
  }

  user(serviceShare: number): string {
    return this.dice.chance(serviceShare) ? this.service() : this.person();
  }

  role(): string {
    const custom = [...this.mirror.ofEntity('role')].map(({ roleId }) => String(roleId));
    return this.dice.one([...custom, ...custom, 'SystemRole-Managers']);
  }

  /** Mostly one that nobody holds: others are refused. */
  unusedRole(): string {
    const held = new Set(
      [...this.mirror.ofEntity('user')].flatMap(({ roles }) => Object.keys(roles as object)),
    );
    const free = [...this.mirror.ofEntity('role')]
      .map(({ roleId }) => String(roleId))
      .filter((id) => !held.has(id));
    return this.dice.chance(0.4) ? this.role() : this.#one(free, this.role());
  }

  /** What a custom role permits. */
  permissions(): string[] {
    return [
      'lake.view',
      ...['resources.view', 'resources.manage', 'teams.manage', 'teams.fullaccess'].filter(() =>
        this.dice.chance(0.4),
      ),
    ];
  }

  /** Some of what a role permits; now and then something else. */
  scope({ roleId, userId }: Credential): { scope: string } {
    const role = roleId ?? String(this.mirror.user(userId)?.['defaultRoleId']);
    const held = this.dice.chance(0.1) ? this.permissions() : permissionsOf(this.mirror, role);
    const some = held.filter(() => this.dice.chance(0.5));
    return { scope: (some.length === 0 ? held.slice(0, 1) : some).join(' ') };
  }

  tag(): string {
    return this.#one(
      [...this.mirror.ofEntity('tag')].map(({ tagId }) => String(tagId)),
      'tag_01h455vb4pex5vsknk084sn02q',
    );
  }

  /** Mostly one that is registered; the rest is built in, or is not there. */
  application(): string {
    const all = [...this.mirror.ofEntity('application')].map(({ applicationId }) => String(applicationId));
    return this.dice.chance(0.15)
      ? this.dice.one([...applicationIds, 'mdm'])
      : this.#one(all, applicationIds[0]);
  }

  resource(): string {
    const all = [...this.mirror.ofEntity('resource')].map(({ resourceId }) => String(resourceId));
    return this.#one(all, 'res_01h455vb4pex5vsknk084sn02q');
  }

  token(): Drawn['params'] {
    const all = [...this.mirror.ofEntity('ownToken')];
    if (all.length === 0) return { userId: this.service(), tokenId: 'tok_01h455vb4pex5vsknk084sn02q' };
    const { userId, tokenId } = this.dice.one(all);
    return { userId: String(userId), tokenId: String(tokenId) };
  }

  trustRule(): Drawn['params'] {
    const all = [...this.mirror.ofEntity('trustRule')];
    if (all.length === 0) return { userId: this.service(), trustRuleId: 'tru_01h455vb4pex5vsknk084sn02q' };
    const { userId, trustRuleId } = this.dice.one(all);
    return { userId: String(userId), trustRuleId: String(trustRuleId) };
  }

  clientKey(): Drawn['params'] {
    const all = [...this.mirror.ofEntity('clientKey')];
    if (all.length === 0) return { userId: this.service(), clientKeyId: 'key-0' };
    const { userId, clientKeyId } = this.dice.one(all);
    return { userId: String(userId), clientKeyId: String(clientKeyId) };
  }

  session(): Drawn['params'] {
    const all = [...this.mirror.ofEntity('session')].slice(-8);
    if (all.length === 0) return { userId: this.service(), sessionId: 'ses_01h455vb4pex5vsknk084sn02q' };
    const { userId, sessionId } = this.dice.one(all);
    return { userId: String(userId), sessionId: String(sessionId) };
  }

  team(): string {
    const all = [...this.mirror.ofEntity('team')].map(({ teamId }) => String(teamId));
    return this.#one(all, 'tem_01h455vb4pex5vsknk084sn02q');
  }

  /** What was taken last, so that some of it is given again. */
  readonly #taken = new Map<string, Drawn['params']>();

  /** Takes something. */
  taken(kind: string, params: Drawn['params']): Drawn {
    this.#taken.set(kind, params);
    return { params };
  }

  /** Gives something: often what was taken last. */
  given(kind: string, params: Drawn['params']): Drawn {
    const last = this.#taken.get(kind);
    return {
      params: last !== undefined && this.dice.chance(0.6) ? last : params,
      body: { AccessType: 'Owner' },
    };
  }

  /** One that the user holds; mostly. */
  heldRole(userId: string): string {
    const roles = this.mirror.user(userId)?.['roles'] as object | undefined;
    return roles === undefined || this.dice.chance(0.15) ? this.role() : this.dice.one(Object.keys(roles));
  }

  /** The version that is there, or one that was. */
  version(userId: string): { ifMatch?: string } {
    const version = Number(this.mirror.user(userId)?.['version'] ?? 1);
    if (this.dice.chance(0.3)) return {};
    return { ifMatch: `"${this.dice.chance(0.8) ? version : Math.max(1, version - 1)}"` };
  }

  /** Days until a token expires. */
  life(): { ExpiresInDays?: number | null } {
    return this.dice.chance(0.7) ? {} : { ExpiresInDays: this.dice.one([1, null]) };
  }

  /** A longest life that no trust rule of the run had before: a change that says the same again is none. */
  minutes(): number {
    this.names += 1;
    return 61 + (this.names % 119);
  }

  /** A name that few others have, so that some are wanted twice. */
  name(kind: string): string {
    this.names += 1;
    return `${kind}-${this.dice.chance(0.8) ? this.names : 1}`;
  }
}
