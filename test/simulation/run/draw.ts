import type { Dice } from '../../support/model/dice.ts';
import { registered } from './access.ts';
import { personIds } from './estate.ts';
import type { Knowledge } from './knowledge.ts';
import type { Mirror } from './mirror.ts';
import type { SimulatedId } from './operations.ts';

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

  tag(): string {
    return this.#one(
      [...this.mirror.ofEntity('tag')].map(({ tagId }) => String(tagId)),
      'tag_01h455vb4pex5vsknk084sn02q',
    );
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
    return { params: last !== undefined && this.dice.chance(0.6) ? last : params, body: owner };
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

  /** A name that few others have, so that some are wanted twice. */
  name(kind: string): string {
    this.names += 1;
    return `${kind}-${this.dice.chance(0.8) ? this.names : 1}`;
  }
}

const minutes = [1, 60, 60, 180] as const;
const owner = { AccessType: 'Owner' };

/** How often each operation is drawn, and what it is about. */
export const draws: Readonly<Record<SimulatedId, readonly [number, (lots: Lots) => Drawn]>> = {
  getMe: [16, () => ({ params: {} })],
  getUser: [3, (lots) => ({ params: { userId: lots.user(0.9) } })],
  createUser: [
    4,
    (lots) => ({
      params: {},
      body: { Name: lots.name('svc'), ...(lots.dice.chance(0.5) && { Token: { Name: 'first' } }) },
    }),
  ],
  disableUser: [6, (lots) => ({ params: { userId: lots.user(0.8) } })],
  enableUser: [6, (lots) => ({ params: { userId: lots.dice.chance(0.5) ? lots.idle() : lots.user(0.7) } })],
  deleteUser: [6, (lots) => ({ params: { userId: lots.idle() }, query: { transferTo: lots.person() } })],
  signOutUser: [1, (lots) => ({ params: { userId: lots.person() } })],
  createAuthToken: [
    10,
    (lots) => {
      const userId = lots.service();
      const RoleId = lots.dice.chance(0.4) ? { RoleId: lots.heldRole(userId) } : {};
      return { params: { userId }, body: { DurationMinutes: lots.dice.one(minutes), ...RoleId } };
    },
  ],
  endSession: [2, (lots) => ({ params: lots.session() })],
  enterSuperAdminMode: [3, (lots) => ({ params: {}, body: { DurationMinutes: lots.dice.one(minutes) } })],
  endSuperAdminMode: [1, () => ({ params: {} })],
  addSuperAdmin: [1.5, (lots) => ({ params: { userId: lots.person() } })],
  removeSuperAdmin: [3, (lots) => ({ params: { userId: lots.member() } })],
  createToken: [
    6,
    (lots) => {
      const userId = lots.user(0.8);
      const RoleId = lots.dice.chance(0.3) ? { RoleId: lots.heldRole(userId) } : {};
      return { params: { userId }, body: { Name: lots.name('token'), ...RoleId } };
    },
  ],
  revokeToken: [4, (lots) => ({ params: lots.token() })],
  restoreToken: [4, (lots) => ({ params: lots.token() })],
  rotateToken: [3, (lots) => ({ params: lots.token(), body: { OverlapMinutes: 0 } })],
  deleteToken: [2, (lots) => ({ params: lots.token() })],
  shareWithUser: [4, (lots) => lots.given('share', { userId: lots.service(), granteeId: lots.person() })],
  unshareWithUser: [4, (lots) => lots.taken('share', { userId: lots.service(), granteeId: lots.person() })],
  createTag: [1, (lots) => ({ params: {}, body: { TagKey: 'team', TagValue: lots.name('tag') } })],
  deleteTag: [0.7, (lots) => ({ params: { tagId: lots.tag() } })],
  addTagUser: [3, (lots) => lots.given('member', { tagId: lots.tag(), userId: lots.user(0.2) })],
  removeTagUser: [3, (lots) => lots.taken('member', { tagId: lots.tag(), userId: lots.person() })],
  shareWithTag: [2, (lots) => lots.given('tagShare', { userId: lots.service(), tagId: lots.tag() })],
  unshareWithTag: [2, (lots) => lots.taken('tagShare', { userId: lots.service(), tagId: lots.tag() })],
  attachRole: [3, (lots) => ({ params: { userId: lots.user(0.8), roleId: lots.role() } })],
  detachRole: [2, (lots) => ({ params: { userId: lots.user(0.8), roleId: lots.role() } })],
  createResource: [4, (lots) => ({ params: {}, body: { ResourceType: 'dataset', Name: lots.name('data') } })],
  deleteResource: [1, (lots) => ({ params: { resourceId: lots.resource() } })],
  getResource: [5, (lots) => ({ params: { resourceId: lots.resource() } })],
  shareResourceWithUser: [
    2,
    (lots) => ({
      params: { resourceId: lots.resource(), granteeId: lots.user(0.6) },
      body: { AccessType: lots.dice.one(['Owner', 'Editor', 'ReadOnly']) },
    }),
  ],
  unshareResourceWithUser: [
    1,
    (lots) => ({ params: { resourceId: lots.resource(), granteeId: lots.user(0.6) } }),
  ],
  shareResourceWithTag: [
    1,
    (lots) => ({ params: { resourceId: lots.resource(), tagId: lots.tag() }, body: owner }),
  ],
  unshareResourceWithTag: [0.5, (lots) => ({ params: { resourceId: lots.resource(), tagId: lots.tag() } })],
  createTeam: [1, (lots) => ({ params: {}, body: { TeamName: lots.name('team') } })],
  deleteTeam: [0.5, (lots) => ({ params: { teamId: lots.team() } })],
  addTeamMember: [2, (lots) => ({ params: { teamId: lots.team(), userId: lots.user(0.7) } })],
  removeTeamMember: [1, (lots) => ({ params: { teamId: lots.team(), userId: lots.user(0.7) } })],
  updateUser: [
    3,
    (lots) => {
      const userId = lots.user(0.8);
      return { params: { userId }, body: { DisplayName: lots.name('renamed') }, ...lots.version(userId) };
    },
  ],
  exchangeToken: [4, () => ({ params: {} })],
  introspectToken: [3, () => ({ params: {} })],
  revokeOAuthToken: [1, () => ({ params: {} })],
  listUsers: [1, () => ({ params: {}, query: { limit: '4' } })],
  listTokens: [0.7, (lots) => ({ params: { userId: lots.service() }, query: { limit: '2' } })],
  listTags: [0.5, () => ({ params: {}, query: { limit: '1' } })],
};
