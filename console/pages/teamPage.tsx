import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import { useParams } from 'wouter';
import { useListed } from '../api/lists.ts';
import { usePages, type Entry } from '../api/pages.ts';
import { useKept } from '../parts/kept.ts';
import { Link, useGo } from '../parts/link.tsx';
import { ListTable } from '../parts/listTable.tsx';
import { NoSuch } from '../parts/noSuch.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { Needed, unless, usePower } from '../parts/power.tsx';
import { ProblemAlert } from '../parts/problemAlert.tsx';
import { UserName, UserStatus } from '../parts/userName.tsx';
import { DeleteTeam } from './teams/deleteTeam.tsx';
import { AddMember, RemoveMember } from './teams/memberDialogs.tsx';
import { isPublic, teamReason, usersOf, type Team } from './teams/team.ts';

type Member = Entry<'listUsers'>;

function Members({ team, reason }: { readonly team: Team; readonly reason: string | undefined }) {
  const pages = usePages('listUsers', { query: { team: [team.TeamId], limit: 20 } });
  const [adding, add] = useState(false);
  const [leaving, leave] = useState<Member>();
  return (
    <>
      <ListTable
        pages={pages}
        title="Members"
        description={<Link to={usersOf(team)}>Filter and sort them in the list of users</Link>}
        trackBy="UserId"
        empty={{ title: 'No members', text: 'Nobody is in this team yet.' }}
        actions={
          <Button onClick={() => add(true)} {...unless(reason)}>
            Add member
          </Button>
        }
        columns={[
          {
            id: 'name',
            header: 'Name',
            minWidth: 240,
            isRowHeader: true,
            cell: (user) => <UserName user={user} />,
          },
          {
            id: 'status',
            header: 'Status',
            minWidth: 110,
            cell: ({ Status }) => <UserStatus status={Status} />,
          },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 110,
            cell: (user) => (
              <Button
                variant="inline-link"
                ariaLabel={`Remove ${user.DisplayName}`}
                onClick={() => leave(user)}
                {...unless(reason)}
              >
                Remove
              </Button>
            ),
          },
        ]}
      />
      {adding && (
        <AddMember team={team} exclude={pages.items.map(({ UserId }) => UserId)} onClose={() => add(false)} />
      )}
      {leaving !== undefined && <RemoveMember team={team} user={leaving} onClose={() => leave(undefined)} />}
    </>
  );
}

function TeamOf({ team }: { readonly team: Team }) {
  const go = useGo();
  const [deleting, doom] = useState(false);
  const allowed = teamReason(usePower());
  const reason = isPublic(team) ? 'Everybody is in Public: it cannot be changed or left.' : allowed;
  return (
    <SpaceBetween size="l">
      <PageTitle title={team.TeamName} />
      <Header
        variant="h1"
        actions={
          <Button onClick={() => doom(true)} {...unless(reason)}>
            Delete
          </Button>
        }
      >
        {team.TeamName}
      </Header>
      {!isPublic(team) && <Needed reason={reason} />}
      <Members team={team} reason={reason} />
      {deleting && <DeleteTeam team={team} onClose={() => doom(false)} onDeleted={() => go('/teams')} />}
    </SpaceBetween>
  );
}

function OneTeam({ teamId }: { readonly teamId: string }) {
  const found = useListed('listTeams', ({ TeamId }) => TeamId === teamId);
  const kept = useKept(found.entry);
  const team = found.waiting ? kept : found.entry;
  if (team !== undefined) return <TeamOf team={team} />;
  if (found.error !== null) return <ProblemAlert error={found.error} retry={found.retry} />;
  if (found.waiting) return <Spinner size="large" />;
  return <NoSuch what="team" id={teamId} to="/teams" others="To the teams" />;
}

/** One team and who is in it. */
export default function TeamPage() {
  const { teamId = '' } = useParams<{ teamId: string }>();
  return <OneTeam key={teamId} teamId={teamId} />;
}
