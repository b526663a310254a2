import { maxTeamsPerUser, publicTeam } from '../domain/user.ts';
import { refuse, type Refusal } from '../problems/refusal.ts';
import type { Team } from '../store/teams.ts';

/** The teams that a request names, each once and Public always among them (C7), or why these are too many. */
export function distinctTeams(named: readonly Team[]): readonly Team[] | Refusal<'invalid-request'> {
  const distinct = [...new Map([publicTeam, ...named].map((team) => [team.teamId, team])).values()];
  if (distinct.length <= maxTeamsPerUser) return distinct;
  const message = `must name at most ${maxTeamsPerUser - 1} teams beside Public`;
  return refuse('invalid-request', { errors: [{ path: 'Teams', message }] });
}
