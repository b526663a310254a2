import type { TeamId } from '../domain/ids.ts';
import { foldName } from '../domain/names.ts';
import { publicTeam } from '../domain/user.ts';
import { idsOfCalled } from './calledByName.ts';
import { expression } from './expression.ts';
import { stringAt } from './fields.ts';
import { nameKey, sortKey, teamKey, teamsList } from './keys.ts';
import { claimsOf } from './nameClaims.ts';
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

/** Whether a name is that of the team, or compares equal to it. */
export function isPublicName(text: string): boolean {
  return foldName(text) === foldName(publicTeam.teamName);
}

/** A team by id; Public costs no read. */
export async function getTeam(table: Table, teamId: string): Promise<Team | undefined> {
  if (isPublicTeam(teamId)) return publicTeam;
  const item = await table.get(teamKey(teamId));
  return item === undefined ? undefined : readTeam(item);
}

/** Teams by id or name, as names compare; unknown ones are undefined. At most two round trips, however many. */
export async function findTeams(table: Table, called: readonly string[]): Promise<(Team | undefined)[]> {
  const others = called.filter((text) => !isPublicName(text));
  if (others.length === 0) return called.map(() => publicTeam);
  const ids = await idsOfCalled(table, { space: 'TEAM', called: others, idField: 'teamId' });
  const items = await table.getMany(ids.map(teamKey));
  const found = new Map(others.map((text, at) => [text, items[at]]));
  return called.map((text) => {
    const item = found.get(text);
    if (isPublicName(text)) return publicTeam;
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
export async function removeTeam(table: Table, { teamId, teamName }: Team): Promise<Write[]> {
  const claims = await claimsOf(
    table,
    { space: 'TEAM', name: [teamName] },
    { idField: 'teamId', id: teamId },
  );
  return [
    { remove: teamKey(teamId), condition: expression`attribute_exists(#pk)` },
    ...claims.map((key): Write => ({ remove: key })),
  ];
}

/** Repeats that a team still exists; nothing to check for Public. */
export function checkTeam(team: Team): Write[] {
  if (isPublicTeam(team.teamId)) return [];
  return [{ check: teamKey(team.teamId), condition: expression`attribute_exists(#pk)` }];
}
