import { items, type Client } from '../../client/index.ts';
import type { User } from '../columns.ts';
import { comparable, nameOf, tagName } from '../names.ts';
import { readAccount, sharesOf, trustRulesOf, type AccountState, type Role } from './accountState.ts';
import type { AccountFile, WantedRole, WantedTrustRule, WantedUser } from './wanted.ts';

/** Names behind ids, as far as a name stands for one thing only. */
interface Names {
  readonly users: ReadonlyMap<string, string>;
  readonly tag: (id: string) => Promise<string>;
}

/** The account as a file; of service users to whom the caller has no access, shares and trust rules are left out. */
export async function exportAccount(
  api: Client,
  show: (text: string) => void,
): Promise<{ readonly file: AccountFile; readonly withoutAccess: readonly string[] }> {
  const state = await readAccount(api);
  const names = await readNames(state);
  const withoutAccess: string[] = [];
  const users: WantedUser[] = [];
  for (const user of state.users.values()) {
    if (user.Status === 'deleting') continue;
    show(`${String(users.length)} users …`);
    const shares = await wantedShares(state, user, names);
    const trustRules = shares === undefined ? undefined : await wantedTrustRules(state, user);
    if (trustRules === undefined) withoutAccess.push(user.UserName);
    users.push({
      ...wantedUser(user),
      ...(shares === undefined ? {} : { shares }),
      ...(trustRules === undefined ? {} : { trustRules }),
    });
  }
  const roles = [...state.roles.values()]
    .filter(({ BuiltIn }) => !BuiltIn)
    .map((role) => wantedRole(role, names));
  const teams = [...state.teams.values()].map(({ TeamName }) => TeamName).filter((team) => team !== 'Public');
  return { file: { roles, teams, users }, withoutAccess };
}

/** A name stands for one thing only as far as nobody else answers to it, `me` least of all. */
async function readNames({ api, users: serviceUsers }: AccountState): Promise<Names> {
  const people: User[] = [];
  for await (const person of items(api.listUsers, { query: { type: 'human', limit: 200 } }))
    people.push(person);
  const named = people.map(({ UserId, UserName }) => [UserId, UserName] as const);
  const isTaken = (name: string): boolean => name === 'me' || serviceUsers.has(`${comparable(name)}@service`);
  const users = new Map(alone(named).filter(([, name]) => !isTaken(name)));
  return { users, tag: tagNames(api) };
}

/** Ids whose names no other has, in any case. */
function alone(named: readonly (readonly [id: string, name: string])[]): typeof named {
  const counts = new Map<string, number>();
  for (const [, name] of named) counts.set(comparable(name), (counts.get(comparable(name)) ?? 0) + 1);
  return named.filter(([, name]) => counts.get(comparable(name)) === 1);
}

/** Tags are read when the first share with one is found. */
function tagNames(api: Client): Names['tag'] {
  let known: Promise<ReadonlyMap<string, string>> | undefined;
  const read = async (): Promise<ReadonlyMap<string, string>> => {
    const named: [string, string][] = [];
    for await (const tag of items(api.listTags, { query: { limit: 200 } }))
      named.push([tag.TagId, tagName(tag)]);
    return new Map(alone(named));
  };
  return async (id) => (await (known ??= read())).get(id) ?? id;
}

async function wantedShares(
  { api }: AccountState,
  { UserId }: User,
  names: Names,
): Promise<WantedUser['shares']> {
  const shares = await sharesOf(api, UserId);
  return (
    shares && {
      users: shares.users.map((id) => names.users.get(id) ?? id),
      tags: await Promise.all(shares.tags.map(names.tag)),
    }
  );
}

async function wantedTrustRules(
  { api, roles }: AccountState,
  { UserId }: User,
): Promise<readonly WantedTrustRule[] | undefined> {
  const rules = await trustRulesOf(api, UserId);
  const roleName = (id: string): string =>
    [...roles.values()].find(({ RoleId }) => RoleId === id)?.RoleName ?? id;
  return rules?.map((rule) => ({
    name: rule.Name,
    issuer: rule.Issuer,
    audience: rule.Audience,
    conditions: rule.Conditions.map(({ Claim, Equals }) => ({ claim: Claim, equals: Equals })),
    ...(rule.RoleId === null ? {} : { role: roleName(rule.RoleId) }),
    maxDurationMinutes: rule.MaxDurationMinutes,
    ...(rule.Jwks === null ? {} : { jwks: rule.Jwks }),
  }));
}

function wantedRole(
  { RoleName, Description, Permissions, RoleManagers }: Role,
  { users }: Names,
): WantedRole {
  return {
    name: RoleName,
    description: Description,
    permissions: Permissions,
    managers: RoleManagers.map((id) => users.get(id) ?? id),
  };
}

function wantedUser(user: User): WantedUser {
  const named = user.Roles.find(({ RoleId }) => RoleId === user.DefaultRoleId)?.RoleName;
  return {
    name: nameOf(user.UserName),
    displayName: user.DisplayName,
    description: user.Description,
    status: user.Status === 'disabled' ? 'disabled' : 'enabled',
    roles: user.Roles.map(({ RoleName }) => RoleName).filter((name) => name !== 'SystemRole-DefaultUsers'),
    ...(named === undefined ? {} : { defaultRole: named }),
    teams: user.Teams.map(({ TeamName }) => TeamName).filter((name) => name !== 'Public'),
  };
}
