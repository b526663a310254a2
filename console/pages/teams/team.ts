import type { Entry } from '../../api/pages.ts';
import { publicTeam } from '../../../shared/domain/user.ts';
import type { Power } from '../../parts/power.tsx';

/** A team as it is listed. */
export type Team = Entry<'listTeams'>;

/** The team that everybody is in. */
export function isPublic({ TeamId }: Team): boolean {
  return TeamId === publicTeam.teamId;
}

/** Where the users of a team are listed. */
export function usersOf({ TeamName }: Team): string {
  return `/users?team=${encodeURIComponent(TeamName)}&disabled=`;
}

/** Why teams cannot be changed; undefined when they can. */
export function teamReason({ may }: Power): string | undefined {
  if (may('teams.manage')) return undefined;
  return 'To change teams you need a role with teams.manage, or Super-Admin mode.';
}
