/**
 * The model of the product: its state as SPEC.md describes it, in memory and without anything that a real
 * system needs. Written from SPEC.md alone and never from the product's code, so that both can be held against
 * each other. Time is a count of changes: what matters is only what was before what.
 */
export interface ModelUser {
  readonly id: string;
  readonly kind: 'person' | 'service';
  readonly displayName: string;
  /** Service users: what is unique among them. */
  readonly userName: string;
  status: 'enabled' | 'disabled';
  /** Raised by disabling and signing out: what was issued before is dead (T13, T14). */
  generation: number;
  /** Raised by whatever ends Super-Admin mode. */
  modeGeneration: number;
  /** Of the sign-in at the provider: sign-out ends those before (L2). */
  signIns: number;
  /** Whether the provider's group makes the person a member. */
  readonly inGroup: boolean;
  readonly roles: Set<string>;
  defaultRoleId: string;
  readonly teams: Set<string>;
}

export interface ModelRole {
  readonly id: string;
  readonly builtIn: boolean;
  permissions: readonly string[];
  managers: Set<string>;
}

export interface Membership {
  readonly accessType: 'Owner' | 'ReadOnly';
  readonly since: number;
}

export interface ModelTag {
  readonly id: string;
  /** What is unique among tags. */
  readonly pair: string;
  readonly members: Map<string, Membership>;
  /** Service users that are shared with it, since when. */
  readonly shared: Map<string, number>;
}

/** An auth token that was issued: of an assumed service user, or of the mode. */
export interface ModelSession {
  readonly id: string;
  readonly kind: 'assumed' | 'mode';
  /** Whom the token speaks for. */
  readonly userId: string;
  readonly personId: string;
  readonly roleId: string;
  readonly issuedAt: number;
  readonly generation: number;
  readonly personGeneration: number;
  readonly modeGeneration: number;
  /** The mode that gave the access (T19). */
  readonly throughMode: ModelSession | undefined;
  /** Made for another service than this API. */
  readonly foreign: boolean;
  ended: boolean;
}

export interface ModelToken {
  readonly id: string;
  /** Made by its user for itself (K5). */
  readonly personal: boolean;
  readonly userId: string;
  readonly name: string;
  readonly roleId: string | undefined;
  readonly createdBy: string;
  generation: number;
  revoked: boolean;
  /** Counts what made its secret; the ones that still work. */
  secrets: number[];
}

export type AccessType = 'Owner' | 'Editor' | 'ReadOnly';

export interface ModelResource {
  readonly id: string;
  ownerId: string;
  /** By user and tag id. */
  readonly shares: Map<string, AccessType>;
}

/** What is sent as a credential, and what it is to the model. */
export type ModelCredential = { readonly value: string } & (
  | { readonly kind: 'signIn'; readonly userId: string; readonly signIn: number }
  | { readonly kind: 'session'; readonly session: ModelSession }
  | { readonly kind: 'secret'; readonly tokenId: string; readonly secret: number }
  | { readonly kind: 'nothing' }
);

/** Everything that the product holds, as far as the calls of the model can see it. */
export class World {
  now = 0;
  readonly users = new Map<string, ModelUser>();
  readonly roles = new Map<string, ModelRole>();
  /** The names of teams by their ids. */
  readonly teams = new Map<string, string>();
  readonly tags = new Map<string, ModelTag>();
  /** Of service users: the person's id, and since when. */
  readonly shares = new Map<string, Map<string, number>>();
  readonly sessions = new Map<string, ModelSession>();
  readonly tokens = new Map<string, ModelToken>();
  readonly resources = new Map<string, ModelResource>();
  readonly superAdmins = new Set<string>();
  /** Removed by a Super-Admin: the group does not make them members again. */
  readonly removedSuperAdmins = new Set<string>();
  /** Whether the application is interactive only. */
  readonly applications = new Map<string, boolean>();
  readonly credentials: ModelCredential[] = [];
  /** Ids of what was deleted: they name nothing, like those that never were. */
  readonly gone: string[] = [];

  constructor() {
    const members = ['users.view', 'roles.view', 'teams.view', 'tags.view', 'resources.view'];
    const own = ['users', 'roles', 'teams', 'tags', 'resources', 'tokens', 'audit'];
    this.#builtIn('SystemRole-DefaultUsers', members);
    this.#builtIn('SystemRole-Managers', [...members, 'teams.manage', 'tags.manage', 'resources.manage']);
    this.#builtIn(
      'SystemRole-SystemAdministrators',
      own.map((service) => `${service}.fullaccess`),
    );
    this.teams.set('Public', 'Public');
    this.applications.set('mdm', true).set('bi', true);
  }

  #builtIn(id: string, permissions: readonly string[]): void {
    this.roles.set(id, { id, permissions, builtIn: true, managers: new Set() });
  }

  /** Since when a person has access to a service user by each way there is: a share, or a tag that it is shared with. */
  waysTo(serviceUserId: string, personId: string): number[] {
    const direct = this.shares.get(serviceUserId)?.get(personId);
    const ways = direct === undefined ? [] : [direct];
    for (const { members, shared } of this.tags.values()) {
      const member = members.get(personId)?.since;
      const since = shared.get(serviceUserId);
      if (member !== undefined && since !== undefined) ways.push(Math.max(member, since));
    }
    return ways;
  }

  /** The long-lived tokens of a user. */
  tokensOf(userId: string): ModelToken[] {
    return [...this.tokens.values()].filter((token) => token.userId === userId);
  }

  /** Derived, never stored; nothing in the model expires (SPEC section 6). */
  stateOf(token: ModelToken): 'active' | 'revoked' {
    return token.revoked || this.users.get(token.userId)?.generation !== token.generation
      ? 'revoked'
      : 'active';
  }
}
