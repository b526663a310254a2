import { roleId, type AccountState, type Role } from './accountState.ts';
import { planUser } from './planUser.ts';
import { sameSet, type Step } from './step.ts';
import type { AccountFile, WantedRole, WantedUser } from './wanted.ts';
import { UsageError } from '../exitCodes.ts';
import { comparable, isId } from '../names.ts';

/** What it takes to make the account look like the file; empty when it does. */
export async function plan(file: AccountFile, state: AccountState): Promise<readonly Step[]> {
  const { roles = [], teams = [], users = [] } = file;
  const known: Known = {
    roles: new Set(roles.map(({ name }) => comparable(name))),
    teams: new Set(teams.map(comparable)),
  };
  for (const user of users) mustBeKnown(user, known, state);
  const steps: Step[] = [];
  for (const role of roles) steps.push(...(await planRole(role, state)));
  steps.push(
    ...teams.filter((team) => state.team(team) === undefined).map((team) => createTeam(team, state)),
  );
  for (const user of users) steps.push(...(await planUser(user, state)));
  return steps;
}

/** What the file itself brings, by comparable name. */
interface Known {
  readonly roles: ReadonlySet<string>;
  readonly teams: ReadonlySet<string>;
}

/** Found out before anything is changed. Of trust rules, an id is looked at later: a role that is gone may stay where it is. */
function mustBeKnown(user: WantedUser, { roles, teams }: Known, state: AccountState): void {
  const { defaultRole } = user;
  const ofRules =
    user.trustRules?.flatMap(({ role }) => role ?? []).filter((one) => !isId('role', one)) ?? [];
  const named = [...(user.roles ?? []), ...(defaultRole === undefined ? [] : [defaultRole]), ...ofRules];
  for (const name of named.filter((one) => !roles.has(comparable(one)))) roleId(state, name);
  const unknown = user.teams?.find((team) => !teams.has(comparable(team)) && state.team(team) === undefined);
  if (unknown !== undefined) {
    throw new UsageError(`${user.name}: there is no team ${unknown}; list it under teams.`);
  }
}

function createTeam(name: string, { api, teams }: AccountState): Step {
  const run = async () => {
    const { body } = await api.createTeam({ body: { TeamName: name } });
    teams.set(comparable(name), body);
  };
  return { sign: '+', text: `team ${name}`, run };
}

async function planRole(wanted: WantedRole, state: AccountState): Promise<readonly Step[]> {
  const { api, roles, find } = state;
  const { name, description, permissions } = wanted;
  const managers = wanted.managers && (await Promise.all(wanted.managers.map((one) => find.user(one))));
  const fields = { Description: description, Permissions: [...permissions], RoleManagers: managers };
  const now = state.role(name);
  if (now === undefined) {
    const body = { RoleName: name, ...fields };
    const run = async () => roles.set(comparable(name), (await api.createRole({ body })).body);
    return [{ sign: '+', text: `role ${name}`, run }];
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
