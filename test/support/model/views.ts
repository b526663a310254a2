import type { Said } from './operation.ts';
import type { ModelUser, World } from './world.ts';

/** The words that creation takes for the built-in roles. */
export const roleWords: ReadonlyMap<string, string> = new Map([
  ['Admin', 'SystemRole-SystemAdministrators'],
  ['Manager', 'SystemRole-Managers'],
  ['Member', 'SystemRole-DefaultUsers'],
]);

/** The id of the role that a word or an id names. */
export function roleNamed(world: World, name: string): string | undefined {
  const id = roleWords.get(name) ?? name;
  return world.roles.has(id) ? id : undefined;
}

/** What a user's state is compared by: of the model, or of an answer. */
export function viewOf(user: ModelUser | Said): object {
  if ('UserId' in user) {
    return {
      id: user['UserId'],
      service: user['IsServiceUser'],
      status: user['Status'],
      roles: (user['Roles'] as Said[]).map((role) => role['RoleId']).sort(),
      defaultRole: user['DefaultRoleId'],
      teams: (user['Teams'] as Said[]).map((team) => team['TeamId']).sort(),
    };
  }
  const { id, kind, status, roles, defaultRoleId, teams } = user as ModelUser;
  return {
    id,
    service: kind === 'service',
    status,
    roles: [...roles].sort(),
    defaultRole: defaultRoleId,
    teams: [...teams].sort(),
  };
}
