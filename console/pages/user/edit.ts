import type { InputOf } from '../../../shared/contract/client.ts';
import type { ForeignChange } from '../../parts/meanwhile.tsx';
import { changedFields } from '../../parts/onTop.ts';
import { roleName } from '../../parts/roleName.ts';
import type { ShownUser } from './tab.ts';

/** What can be edited of a user. */
export interface Edited {
  readonly displayName: string;
  readonly description: string;
  readonly roleId: string;
  /** Ids of those beside Public, in order. */
  readonly teams: readonly string[];
}

/** The fields, as they are in a user. */
export function editedOf({ DisplayName, Description, DefaultRoleId, Teams }: ShownUser): Edited {
  const teams = Teams.filter(({ TeamName }) => TeamName !== 'Public').map(({ TeamId }) => TeamId);
  return { displayName: DisplayName, description: Description, roleId: DefaultRoleId, teams: teams.sort() };
}

type Field = keyof Edited;

/** Only what was changed is sent, so that two people who edit different fields both have their way. */
export function bodyOf(before: Edited, after: Edited): InputOf<'updateUser'>['body'] {
  const changed = changedFields(before, after);
  return {
    ...(changed.includes('displayName') ? { DisplayName: after.displayName.trim() } : {}),
    ...(changed.includes('description') ? { Description: after.description } : {}),
    ...(changed.includes('roleId') ? { DefaultRoleId: after.roleId } : {}),
    ...(changed.includes('teams') ? { Teams: [...after.teams] } : {}),
  };
}

const labels: Readonly<Record<Field, string>> = {
  displayName: 'Display name',
  description: 'Description',
  roleId: 'Default role',
  teams: 'Teams',
};

function inWords(user: ShownUser, field: Field): string {
  const words = {
    displayName: () => user.DisplayName,
    description: () => user.Description,
    roleId: () =>
      roleName(
        user.Roles.find(({ RoleId }) => RoleId === user.DefaultRoleId)?.RoleName ?? user.DefaultRoleId,
      ),
    teams: () => user.Teams.map(({ TeamName }) => TeamName).join(', '),
  };
  return words[field]() || 'nothing';
}

/** What somebody else has changed between two states of a user. */
export function foreignChanges(before: ShownUser, now: ShownUser): readonly ForeignChange[] {
  return changedFields(editedOf(before), editedOf(now)).map((field) => ({
    field,
    label: labels[field],
    from: inWords(before, field),
    to: inWords(now, field),
  }));
}
