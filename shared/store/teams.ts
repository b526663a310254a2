import type { TeamId } from '../domain/ids.ts';
import { publicTeam } from '../domain/user.ts';
import { idsOfCalled } from './calledByName.ts';
import { expression } from './expression.ts';
import { stringAt } from './fields.ts';
import { nameKey, sortKey, teamKey, teamsList } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** A team; its name never changes. */
export interface Team {
  readonly teamId: TeamId;
  readonly teamName: string;
}

/** Parses a team item. @throws Error when the item is malformed. */
export function readTeam(item: Item): Team {
  return { teamId: stringAt(item, 'teamId') as TeamId, teamName: stringAt(item, 'teamName') };
}

/** Whether it is the team that everybody is in and nobody can leave. */
export function isPublicTeam(teamId: string): boolean {
  return teamId === publicTeam.teamId;
}

/** A team by id; Public costs no read. */
export async function getTeam(table: Table, teamId: string): Promise<Team | undefined> {
  if (isPublicTeam(teamId)) return publicTeam;
  const item = await table.get(teamKey(teamId));
  return item === undefined ? undefined : readTeam(item);
}

/** Teams by id or name (any case); unknown ones are undefined. At most two round trips, however many. */
export async function findTeams(table: Table, called: readonly string[]): Promise<(Team | undefined)[]> {
  const isPublic = (text: string) => text.toLowerCase() === publicTeam.teamName.toLowerCase();
  const others = called.filter((text) => !isPublic(text));
  if (others.length === 0) return called.map(() => publicTeam);
  const ids = await idsOfCalled(table, { space: 'TEAM', called: others, idField: 'teamId' });
  const items = await table.getMany(ids.map(teamKey));
  const found = new Map(others.map((text, at) => [text, items[at]]));
  return called.map((text) => {
    const item = found.get(text);
    if (isPublic(text)) return publicTeam;
    return item === undefined ? undefined : readTeam(item);
  });
}

/** The writes of a new team: the team and the claim on its name. */
export function putNewTeam(team: Team): { readonly team: Write; readonly name: Write } {
  return {
    team: {
      put: {
        ...teamKey(team.teamId),
        entity: 'team',
        ...team,
        listPk: teamsList,
        byName: sortKey(team.teamName.toLowerCase(), team.teamId),
      },
      condition: expression`attribute_not_exists(#pk)`,
    },
    name: {
      put: { ...nameKey('TEAM', team.teamName), entity: 'name', teamId: team.teamId },
      condition: expression`attribute_not_exists(#pk)`,
    },
  };
}

/** The writes of a deleted team; the first fails where it is gone already. Its members leave it by the stream worker. */
export function removeTeam(team: Team): Write[] {
  return [
    { remove: teamKey(team.teamId), condition: expression`attribute_exists(#pk)` },
    { remove: nameKey('TEAM', team.teamName) },
  ];
}

/** Repeats that a team still exists; nothing to check for Public. */
export function checkTeam(team: Team): Write[] {
  if (isPublicTeam(team.teamId)) return [];
  return [{ check: teamKey(team.teamId), condition: expression`attribute_exists(#pk)` }];
}
