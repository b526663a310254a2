import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { usePages, type Entry } from '../api/pages.ts';
import { CopyText } from './copyText.tsx';
import { ListTable } from './listTable.tsx';
import { Refusal } from './refusal.tsx';
import { RoleById } from './roleById.tsx';
import { UserById } from './userById.tsx';
import { exactTime, When } from './when.tsx';

type Event = Entry<'listEvents'>;

/** An operation's id as words: `createToken` is "Create token". */
export function actionWords(action: string): string {
  const words = action.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const named = words.replace('super admin', 'Super-Admin');
  return named.charAt(0).toUpperCase() + named.slice(1);
}

/** Times of the detail are milliseconds since the epoch; fields of that kind end in `At`. */
function detailText(label: string, value: unknown): string {
  if (typeof value === 'number' && label.endsWith('At')) return exactTime(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** All that a record holds beside its columns. */
function Recorded({ event }: { readonly event: Event }) {
  const detail = Object.entries(event.Detail).map(([label, value]) => ({
    label,
    value: <Box variant="code">{detailText(label, value)}</Box>,
  }));
  const { TokenId } = event;
  const token =
    TokenId === undefined
      ? []
      : [{ label: 'With token', value: <CopyText text={TokenId} what="the token id" /> }];
  return (
    <KeyValuePairs
      items={[
        ...detail,
        { label: 'Role', value: <RoleById roleId={event.RoleId} /> },
        ...token,
        { label: 'Request', value: <CopyText text={event.RequestId} what="the request id" /> },
        { label: 'Record', value: <CopyText text={event.EventId} what="the record id" /> },
      ]}
    />
  );
}

function Details({ event }: { readonly event: Event }) {
  const [shown, show] = useState(false);
  return (
    <SpaceBetween size="xs">
      <Button
        variant="inline-link"
        iconName={shown ? 'angle-up' : 'angle-down'}
        iconAlign="right"
        ariaExpanded={shown}
        ariaLabel={`Details of ${actionWords(event.Action)}, ${event.EventId}`}
        onClick={() => show(!shown)}
      >
        Details
      </Button>
      {shown && <Recorded event={event} />}
    </SpaceBetween>
  );
}

const columns: readonly TableProps.ColumnDefinition<Event>[] = [
  { id: 'when', header: 'When', minWidth: 105, cell: ({ At }) => <When at={At} /> },
  {
    id: 'what',
    header: 'What',
    minWidth: 130,
    isRowHeader: true,
    cell: ({ Action }) => actionWords(Action),
  },
  { id: 'who', header: 'Who', minWidth: 125, cell: ({ ActorId }) => <UserById userId={ActorId} short /> },
  {
    id: 'as',
    header: 'As whom',
    minWidth: 115,
    cell: ({ ServiceUserId, RoleId }) =>
      ServiceUserId !== undefined ? (
        <UserById userId={ServiceUserId} short />
      ) : RoleId === 'Super-Admin' ? (
        'Super-Admin'
      ) : (
        '–'
      ),
  },
  { id: 'reason', header: 'Reason', minWidth: 110, cell: ({ Reason }) => Reason ?? '–' },
  { id: 'source', header: 'From address', minWidth: 105, cell: ({ SourceIp }) => SourceIp },
  { id: 'more', header: 'More', minWidth: 240, cell: (event) => <Details event={event} /> },
];

/** What happened to a user, newest first: who did what, as whom, and why. */
export function EventsTable({ userId }: { readonly userId: string }) {
  const pages = usePages('listEvents', { userId, query: { limit: 20 } });
  return (
    <ListTable
      pages={pages}
      title="Events"
      description="What happened to this user, newest first."
      columns={columns}
      trackBy="EventId"
      align="top"
      actions={
        <Button
          iconName="refresh"
          ariaLabel="Read the events anew"
          loading={pages.loading}
          onClick={pages.retry}
        />
      }
      empty={{ title: 'No events', text: 'Nothing was recorded about this user yet.' }}
      refusal={
        <Refusal
          error={pages.error}
          retry={pages.retry}
          what="the events of this user"
          who="Of a service user, those with access to it see them; of a person, that person and roles with audit.view."
        />
      }
    />
  );
}
