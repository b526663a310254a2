import { ApiProblem, items, type Client, type ItemOf } from '../../client/index.ts';
import type { TrustRule, User } from '../columns.ts';
import { NotFoundError } from '../exitCodes.ts';
import { comparable } from '../names.ts';
import { builtInRoleId, resolver, type Resolver } from '../resolver.ts';

/** A role as the API answers it. */
export type Role = Awaited<ReturnType<Client['getRole']>>['body'];

/** A team as the API answers it. */
export type Team = ItemOf<Client['listTeams']>;

/** With whom a service user is shared, by id. */
export interface Shares {
  readonly users: readonly string[];
  readonly tags: readonly string[];
}

/** What an account looks like now, and the ids of what is made on the way. */
export interface AccountState {
  readonly api: Client;
  readonly find: Resolver;
  /** The one who applies; gets a share of what is created. */
  readonly me: string;
  /** By {@link comparable} name, as are the teams. */
  readonly roles: Map<string, Role>;
  readonly teams: Map<string, Team>;
  /** Service users by user name. */
  readonly users: Map<string, User>;
  /** A role by name, alias or id; undefined for one that the plan itself makes. */
  role(written: string): Role | undefined;
  /** A team by name or id; undefined for one that the plan itself makes. */
  team(written: string): Team | undefined;
}

/** Reads what every plan needs: roles, teams and service users, page by page. */
export async function readAccount(api: Client): Promise<AccountState> {
  const roles = new Map<string, Role>();
  const teams = new Map<string, Team>();
  const users = new Map<string, User>();
  const query = { limit: 200 };
  for await (const role of items(api.listRoles, { query })) roles.set(comparable(role.RoleName), role);
  for await (const team of items(api.listTeams, { query })) teams.set(comparable(team.TeamName), team);
  const service = { type: 'service', ...query } as const;
  for await (const user of items(api.listUsers, { query: service })) users.set(user.UserName, user);
  return {
    api,
    roles,
    teams,
    users,
    find: resolver(api),
    me: (await api.getMe()).body.UserId,
    role: (written) =>
      roles.get(comparable(builtInRoleId(written) ?? written)) ??
      [...roles.values()].find(({ RoleId }) => RoleId === written),
    team: (written) =>
      teams.get(comparable(written)) ?? [...teams.values()].find(({ TeamId }) => TeamId === written),
  };
}

/**
 * The id of a role, by name, alias or id.
 * @throws NotFoundError when there is none.
 */
export function roleId(state: Pick<AccountState, 'role'>, written: string): string {
  const role = state.role(written);
  if (role === undefined) throw new NotFoundError(`There is no role ${written}.`);
  return role.RoleId;
}

/** With whom a service user is shared; undefined when the caller may not know. */
export function sharesOf(api: Client, userId: string): Promise<Shares | undefined> {
  return unlessForbidden(async () => {
    const found: Record<'user' | 'tag', string[]> = { user: [], tag: [] };
    for await (const share of items(api.listShares, { userId, query: { limit: 200 } })) {
      found[share.GranteeType].push(share.GranteeId);
    }
    return { users: found.user, tags: found.tag };
  });
}

/** Which outside tokens stand for a service user; undefined when the caller may not know. */
export function trustRulesOf(api: Client, userId: string): Promise<readonly TrustRule[] | undefined> {
  return unlessForbidden(async () => (await api.listTrustRules({ userId })).body.Items);
}

async function unlessForbidden<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 403) return undefined;
    throw error;
  }
}
