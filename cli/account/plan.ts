import type { AccountFile, WantedRole } from './accountFile.ts';
import type { AccountState, Role } from './accountState.ts';
import { planUser } from './planUser.ts';
import { UsageError } from '../exitCodes.ts';

/** One change, in words and in deed. */
export interface Step {
  readonly sign: '+' | '~' | '-';
  readonly text: string;
  readonly run: () => Promise<unknown>;
}

/** What it takes to make the account look like the file; empty when it does. */
export async function plan(file: AccountFile, state: AccountState): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const role of file.roles ?? []) steps.push(...(await planRole(role, state)));
  for (const team of file.teams ?? []) {
    if (!state.teams.has(team)) steps.push(createTeam(team, state));
  }
  const planned = new Set((file.roles ?? []).map(({ name }) => name));
  const teams = new Set([...state.teams.keys(), ...(file.teams ?? [])]);
  for (const user of file.users ?? []) {
    for (const name of [
      ...(user.roles ?? []),
      ...(user.defaultRole === undefined ? [] : [user.defaultRole]),
    ]) {
      if (!planned.has(name)) state.roleId(name);
    }
    const unknown = user.teams?.find((team) => !teams.has(team));
    if (unknown !== undefined)
      throw new UsageError(`${user.name}: there is no team ${unknown}; list it under teams.`);
    steps.push(...(await planUser(user, state)));
  }
  return steps;
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

/** Whether two lists hold the same, in any order. */
export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return new Set(a).size === new Set(b).size && a.every((one) => b.includes(one));
}
