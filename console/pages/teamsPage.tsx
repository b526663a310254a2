import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { usePages } from '../api/pages.ts';
import { Link } from '../parts/link.tsx';
import { ListTable } from '../parts/listTable.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { Needed, unless, usePower } from '../parts/power.tsx';
import { CreateTeam } from './teams/createTeam.tsx';
import { DeleteTeam } from './teams/deleteTeam.tsx';
import { isPublic, teamReason, usersOf, type Team } from './teams/team.ts';

/** All teams. */
export default function TeamsPage() {
  const pages = usePages('listTeams', { query: { limit: 50 } });
  const reason = teamReason(usePower());
  const [creating, create] = useState(false);
  const [doomed, doom] = useState<Team>();
  return (
    <SpaceBetween size="m">
      <PageTitle title="Teams" />
      <ListTable
        level="h1"
        pages={pages}
        title="Teams"
        description="Groups of users, people and service users alike. Everybody is in Public."
        trackBy="TeamId"
        empty={{ title: 'No teams' }}
        actions={
          <Button variant="primary" onClick={() => create(true)} {...unless(reason)}>
            Create team
          </Button>
        }
        columns={[
          {
            id: 'name',
            header: 'Name',
            isRowHeader: true,
            minWidth: 180,
            cell: (team) => (
              <SpaceBetween direction="horizontal" size="xs">
                <Link to={`/teams/${team.TeamId}`}>{team.TeamName}</Link>
                {isPublic(team) && <Badge>Built in</Badge>}
              </SpaceBetween>
            ),
          },
          {
            id: 'members',
            header: 'Members',
            minWidth: 140,
            cell: (team) => <Link to={usersOf(team)}>{`Users in ${team.TeamName}`}</Link>,
          },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 110,
            cell: (team) => (
              <Button
                variant="inline-link"
                ariaLabel={`Delete team ${team.TeamName}`}
                onClick={() => doom(team)}
                {...unless(isPublic(team) ? 'Public cannot be deleted.' : reason)}
              >
                Delete
              </Button>
            ),
          },
        ]}
      />
      <Needed reason={reason} />
      {creating && <CreateTeam onClose={() => create(false)} />}
      {doomed !== undefined && (
        <DeleteTeam team={doomed} onClose={() => doom(undefined)} onDeleted={() => doom(undefined)} />
      )}
    </SpaceBetween>
  );
}
