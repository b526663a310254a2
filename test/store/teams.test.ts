import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { publicTeam } from '../../shared/domain/user.ts';
import type { Table } from '../../shared/store/table.ts';
import {
  checkTeam,
  findTeams,
  getTeam,
  putNewTeam,
  removeTeam,
  type Team,
} from '../../shared/store/teams.ts';
import type { Usage } from '../../shared/store/usage.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

let table: Table;
let usage: Usage;
beforeAll(async () => {
  ({ table, usage } = await embeddedTable());
});

function aTeam(teamName?: string): Team {
  const teamId = newId('team');
  return { teamId, teamName: teamName ?? `Data ${teamId}` };
}

function newTeamWrites(team: Team) {
  const writes = putNewTeam(team);
  return [writes.team, writes.name];
}

describe('teams', () => {
  it('come back as they were stored; Public costs no read', async () => {
    const team = aTeam();
    await stored(table, ...newTeamWrites(team));
    expect(await getTeam(table, team.teamId)).toEqual(team);
    usage.take();
    expect(await getTeam(table, 'Public')).toBe(publicTeam);
    expect(await findTeams(table, ['public', 'PUBLIC'])).toEqual([publicTeam, publicTeam]);
    expect(checkTeam(publicTeam)).toEqual([]);
    expect(usage.take().calls).toBe(0);
  });

  it('are found by id and name in any case, in two round trips however many', async () => {
    const [one, two] = [aTeam('Ωmega'), aTeam()];
    await stored(table, ...newTeamWrites(one), ...newTeamWrites(two));
    usage.take();
    const found = await findTeams(table, ['ωMEGA', 'Public', two.teamId, 'nobody', one.teamId]);
    expect(found).toEqual([one, publicTeam, two, undefined, one]);
    expect(usage.take().roundTrips).toBe(2);
  });

  it('are not captured by a name: what has the shape of an id is an id only', async () => {
    const team = aTeam();
    const squatters = [aTeam(team.teamId), aTeam(newId('team').toUpperCase())];
    await stored(table, ...[team, ...squatters].flatMap(newTeamWrites));
    const called = [team.teamId, team.teamId.toUpperCase(), squatters[1]?.teamName ?? '', 'no-such-team'];
    expect(await findTeams(table, called)).toEqual([team, undefined, undefined, undefined]);
  });

  it('have a name of their own, also when 16 are made at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, (_, at) =>
        table.transact(newTeamWrites(aTeam(at % 2 === 0 ? 'Same' : 'SAME'))),
      ),
    );
    expect(outcomes.filter((failed) => failed.length === 0)).toHaveLength(1);
  });

  it('free their name when they go, and go once', async () => {
    const team = aTeam('Short-lived');
    await stored(table, ...newTeamWrites(team));
    expect(await table.transact(checkTeam(team))).toEqual([]);
    const writes = await removeTeam(table, team);
    const outcomes = await Promise.all([table.transact(writes), table.transact(writes)]);
    expect(outcomes.filter((failed) => failed.length === 0)).toHaveLength(1);
    expect(await table.transact(checkTeam(team))).toEqual([{ index: 0, reason: 'condition' }]);
    await stored(table, ...newTeamWrites(aTeam('short-lived')));
  });
});
