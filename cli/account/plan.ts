import type { AccountFile, WantedRole, WantedUser } from './accountFile.ts';
import type { AccountState, Role } from './accountState.ts';
import { planUser } from './planUser.ts';
import { sameSet, type Step } from './step.ts';
import { UsageError } from '../exitCodes.ts';

/** What it takes to make the account look like the file; empty when it does. */
export async function plan(file: AccountFile, state: AccountState): Promise<readonly Step[]> {
  const { roles = [], teams = [], users = [] } = file;
  const known: Known = {
    roles: new Set(roles.map(({ name }) => name)),
    teams: new Set([...state.teams.keys(), ...teams]),
  };
  for (const user of users) mustBeKnown(user, known, state);
  const steps: Step[] = [];
  for (const role of roles) steps.push(...(await planRole(role, state)));
  steps.push(...teams.filter((team) => !state.teams.has(team)).map((team) => createTeam(team, state)));
  for (const user of users) steps.push(...(await planUser(user, state)));
  return steps;
}

interface Known {
  /** Roles that the file itself brings. */
  readonly roles: ReadonlySet<string>;
  readonly teams: ReadonlySet<string>;
}

/** Found out before anything is changed. */
function mustBeKnown(user: WantedUser, { roles, teams }: Known, state: AccountState): void {
  const { defaultRole } = user;
  const ofRules = user.trustRules?.flatMap(({ role }) => role ?? []) ?? [];
  const named = [...(user.roles ?? []), ...(defaultRole === undefined ? [] : [defaultRole]), ...ofRules];
  for (const name of named.filter((one) => !roles.has(one))) state.roleId(name);
  const unknown = user.teams?.find((team) => !teams.has(team));
  if (unknown !== undefined) {
    throw new UsageError(`${user.name}: there is no team ${unknown}; list it under teams.`);
  }
}

function createTeam(name: string, { api, teams }: AccountState): Step {
  return {
    sign: '+',
    text: `team ${name}`,
    run: async () => teams.set(name, (await api.createTeam({ body: { TeamName: name } })).body.TeamId),
  };
}

async function planRole(wanted: WantedRole, { api, roles, find }: AccountState): Promise<readonly Step[]> {
  const { name, description, permissions } = wanted;
  const managers = wanted.managers && (await Promise.all(wanted.managers.map((one) => find.user(one))));
  const fields = { Description: description, Permissions: [...permissions], RoleManagers: managers };
  const now = roles.get(name);
  if (now === undefined) {
    const body = { RoleName: name, ...fields };
    return [
      {
        sign: '+',
        text: `role ${name}`,
        run: async () => roles.set(name, (await api.createRole({ body })).body),
      },
    ];
  }
  const changed = changesOf(now, fields);
  if (changed.length === 0) return [];
  if (now.BuiltIn) throw new UsageError(`The role ${name} is built in and cannot be changed.`);
  const run = () => api.updateRole({ roleId: now.RoleId, body: fields });
  return [{ sign: '~', text: `role ${name}: ${changed.join(', ')}`, run }];
}

interface RoleFields {
  readonly Description: string | undefined;
  readonly Permissions: readonly string[];
  readonly RoleManagers: readonly string[] | undefined;
}

function changesOf(now: Role, { Description, Permissions, RoleManagers }: RoleFields): readonly string[] {
  return [
    ...(Description === undefined || Description === now.Description ? [] : ['description']),
    ...(sameSet(Permissions, now.Permissions) ? [] : ['permissions']),
    ...(RoleManagers === undefined || sameSet(RoleManagers, now.RoleManagers) ? [] : ['managers']),
  ];
}
