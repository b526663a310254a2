import { ApiProblem, items, type Client } from '../../client/index.ts';
import type { TrustRule, User } from '../columns.ts';
import { NotFoundError } from '../exitCodes.ts';
import { builtInRoleId, resolver, type Resolver } from '../resolver.ts';

/** A role as the API answers it. */
export type Role = Awaited<ReturnType<Client['getRole']>>['body'];

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
  readonly roles: Map<string, Role>;
  readonly teams: Map<string, string>;
  /** Service users by user name. */
  readonly users: Map<string, User>;
  roleId(name: string): string;
}

/** Reads what every plan needs: roles, teams and service users, page by page. */
export async function readAccount(api: Client): Promise<AccountState> {
  const roles = new Map<string, Role>();
  const teams = new Map<string, string>();
  const users = new Map<string, User>();
  for await (const role of items(api.listRoles, { query: { limit: 200 } })) roles.set(role.RoleName, role);
  for await (const team of items(api.listTeams, { query: { limit: 200 } }))
    teams.set(team.TeamName, team.TeamId);
  const query = { type: 'service', limit: 200 } as const;
  for await (const user of items(api.listUsers, { query })) users.set(user.UserName, user);
  return {
    api,
    roles,
    teams,
    users,
    find: resolver(api),
    me: (await api.getMe()).body.UserId,
    roleId: (name) => {
      const role = roles.get(name) ?? roles.get(builtInRoleId(name) ?? '');
      if (role === undefined) throw new NotFoundError(`There is no role ${name}.`);
      return role.RoleId;
    },
  };
}

/** The id of a role; undefined for one that the plan itself makes. */
export function idOrNothing({ roleId }: Pick<AccountState, 'roleId'>, name: string): string | undefined {
  try {
    return roleId(name);
  } catch {
    return undefined;
  }
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
