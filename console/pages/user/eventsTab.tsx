import { usePages, type Entry } from '../../api/pages.ts';
import { ListTable } from '../../parts/listTable.tsx';
import { howToGetAccess } from '../../parts/noAccess.tsx';
import { UserById } from '../../parts/userById.tsx';
import { When } from '../../parts/when.tsx';
import { EventDetails } from './events/eventDetails.tsx';
import { actionWords } from './events/words.ts';
import type { TabProps } from './tab.ts';

type Event = Entry<'listEvents'>;

function Who({ event: { ActorId, ServiceUserId } }: { readonly event: Event }) {
  return (
    <>
      <UserById userId={ActorId} short />
      {ServiceUserId !== undefined && ServiceUserId !== ActorId && (
        <>
          {' '}
          as <UserById userId={ServiceUserId} short />
        </>
      )}
    </>
  );
}

const helpOfPerson =
  'The events of a person are shown to the person, to roles with audit.view and to Super-Admins.';

/** What happened to a user, newest first. */
export default function EventsTab({ user }: TabProps) {
  const pages = usePages('listEvents', { userId: user.UserId, query: { limit: 25 } });
  return (
    <ListTable
      pages={pages}
      title="Events"
      description="Who changed what, newest first."
      idOf={({ EventId }) => EventId}
      columns={[
        { id: 'at', header: 'When', minWidth: 120, cell: ({ At }) => <When at={At} /> },
        {
          id: 'what',
          header: 'What',
          isRowHeader: true,
          minWidth: 150,
          cell: ({ Action }) => actionWords(Action),
        },
        { id: 'who', header: 'Who', minWidth: 160, cell: (event) => <Who event={event} /> },
        { id: 'reason', header: 'Reason', minWidth: 140, cell: ({ Reason }) => Reason ?? '–' },
        { id: 'from', header: 'Source address', minWidth: 120, cell: ({ SourceIp }) => SourceIp },
        { id: 'details', header: 'Details', minWidth: 320, cell: (event) => <EventDetails event={event} /> },
      ]}
      empty={{ title: 'No events yet' }}
      noAccess={{
        to: `the events of ${user.DisplayName}`,
        help: user.IsServiceUser ? howToGetAccess : helpOfPerson,
      }}
    />
  );
}
