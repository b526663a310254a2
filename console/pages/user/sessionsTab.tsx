import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { usePages, type Entry } from '../../api/pages.ts';
import { ListTable } from '../../parts/listTable.tsx';
import { howToGetAccess } from '../../parts/noAccess.tsx';
import { roleName } from '../../parts/roleName.ts';
import { UserRowButton } from '../../parts/rowButton.tsx';
import { UserById } from '../../parts/userById.tsx';
import { exactTime, When } from '../../parts/when.tsx';
import { EndSession } from './sessions/endSession.tsx';
import type { TabProps } from './tab.ts';

/** Who acts as a service user now. */
export default function SessionsTab({ user }: TabProps) {
  const pages = usePages('listSessions', { userId: user.UserId, query: { limit: 50 } });
  const [ending, end] = useState<Entry<'listSessions'>>();
  const roleOf = (id: string) => roleName(user.Roles.find(({ RoleId }) => RoleId === id)?.RoleName ?? id);
  return (
    <>
      <ListTable
        pages={pages}
        title="Sessions"
        description="Short-lived tokens with which people act as this service user now. Uses of long-lived tokens are not among them."
        trackBy={({ SessionId }) => SessionId}
        columns={[
          {
            id: 'person',
            header: 'Who',
            isRowHeader: true,
            minWidth: 200,
            cell: ({ PersonId }) => <UserById userId={PersonId} />,
          },
          { id: 'role', header: 'Role', minWidth: 110, cell: ({ RoleId }) => roleOf(RoleId) },
          { id: 'since', header: 'Since', minWidth: 110, cell: ({ IssuedAt }) => <When at={IssuedAt} /> },
          { id: 'until', header: 'Until', minWidth: 110, cell: ({ ExpiresAt }) => <When at={ExpiresAt} /> },
          { id: 'reason', header: 'Reason', minWidth: 160, cell: ({ Reason }) => Reason ?? '–' },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 90,
            cell: (session) => (
              <UserRowButton
                text="End"
                id={session.PersonId}
                label={(name) =>
                  `End the session of ${name} until ${exactTime(Date.parse(session.ExpiresAt))}`
                }
                onClick={() => end(session)}
              />
            ),
          },
        ]}
        actions={
          <Button iconName="refresh" ariaLabel="Read the sessions anew" onClick={() => pages.retry()} />
        }
        empty={{ title: 'Nobody acts as this service user now' }}
        noAccess={{ to: `the sessions of ${user.DisplayName}`, help: howToGetAccess }}
      />
      {ending !== undefined && <EndSession user={user} session={ending} onClose={() => end(undefined)} />}
    </>
  );
}
