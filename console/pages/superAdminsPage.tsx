import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { useOperation } from '../api/operations.ts';
import type { BodyOf } from '../api/operations.ts';
import { ListTable } from '../parts/listTable.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { Needed, unless, usePower } from '../parts/power.tsx';
import { UserById } from '../parts/userById.tsx';
import { AddSuperAdmin, RemoveSuperAdmin } from './superAdmins/memberDialogs.tsx';

type Member = BodyOf<'listSuperAdmins'>['Items'][number];

/** The members, all on one page. They are asked for in the mode only: nobody else may see them. */
function useMembers(inMode: boolean) {
  const { data, error, isFetching, refetch } = useOperation('listSuperAdmins', {}, { enabled: inMode });
  const items = data?.body.Items ?? [];
  return {
    items,
    total: data === undefined ? undefined : items.length,
    loading: isFetching,
    error,
    retry: () => void refetch(),
    page: 1,
    known: 1,
    more: false,
    go: () => undefined,
  };
}

/** Who may switch to Super-Admin. */
export default function SuperAdminsPage() {
  const { inMode } = usePower();
  const members = useMembers(inMode);
  const [adding, add] = useState(false);
  const [leaving, leave] = useState<Member>();
  const reason = inMode ? undefined : 'Members are seen, added and removed in Super-Admin mode only.';
  return (
    <SpaceBetween size="m">
      <PageTitle title="Super-Admins" />
      <ListTable
        level="h1"
        pages={members}
        title="Super-Admins"
        description="People who may switch to Super-Admin. Members by configuration or by a group of the identity provider are listed once they have signed in."
        trackBy="UserId"
        empty={
          inMode
            ? { title: 'No members known yet' }
            : { title: 'Not shown', text: 'Switch to Super-Admin to see the members.' }
        }
        actions={
          <Button variant="primary" onClick={() => add(true)} {...unless(reason)}>
            Add member
          </Button>
        }
        columns={[
          {
            id: 'name',
            header: 'Name',
            isRowHeader: true,
            minWidth: 240,
            cell: ({ UserId }) => <UserById userId={UserId} />,
          },
          {
            id: 'status',
            header: 'Status',
            minWidth: 160,
            cell: ({ Enabled }) => (
              <StatusIndicator type={Enabled ? 'success' : 'stopped'}>
                {Enabled ? 'May switch' : 'Disabled: cannot switch'}
              </StatusIndicator>
            ),
          },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 110,
            cell: (member) => (
              <Button
                variant="inline-link"
                ariaLabel={`Remove ${member.DisplayName}`}
                onClick={() => leave(member)}
                {...unless(reason)}
              >
                Remove
              </Button>
            ),
          },
        ]}
      />
      <Needed reason={reason} />
      {adding && (
        <AddSuperAdmin exclude={members.items.map(({ UserId }) => UserId)} onClose={() => add(false)} />
      )}
      {leaving !== undefined && <RemoveSuperAdmin member={leaving} onClose={() => leave(undefined)} />}
    </SpaceBetween>
  );
}
