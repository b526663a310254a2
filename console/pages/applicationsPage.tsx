import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { usePages, type Entry } from '../api/pages.ts';
import { ListTable } from '../parts/listTable.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { Needed, unless, usePower, type Power } from '../parts/power.tsx';
import { DeleteApplication, PutApplication } from './applications/applicationDialogs.tsx';
import { ApplicationToken } from './applications/applicationToken.tsx';

type Application = Entry<'listApplications'>;

type Open =
  | { readonly kind: 'add' }
  | { readonly kind: 'edit' | 'delete' | 'token'; readonly application: Application };

interface ActionsProps {
  readonly application: Application;
  readonly power: Power;
  readonly reason: string | undefined;
  readonly open: (dialog: Open) => void;
}

function Actions({ application, power, reason, open }: ActionsProps) {
  const { ApplicationId, BuiltIn, InteractiveOnly } = application;
  const fixed = BuiltIn ? 'Built-in applications cannot be changed.' : reason;
  const refused =
    power.asServiceUser && InteractiveOnly ? 'This application is for people only (L1).' : undefined;
  return (
    <SpaceBetween direction="horizontal" size="s">
      <Button
        variant="inline-link"
        ariaLabel={`Get a token for ${ApplicationId}`}
        onClick={() => open({ kind: 'token', application })}
        {...unless(refused)}
      >
        Get a token
      </Button>
      <Button
        variant="inline-link"
        ariaLabel={`Edit ${ApplicationId}`}
        onClick={() => open({ kind: 'edit', application })}
        {...unless(fixed)}
      >
        Edit
      </Button>
      <Button
        variant="inline-link"
        ariaLabel={`Delete ${ApplicationId}`}
        onClick={() => open({ kind: 'delete', application })}
        {...unless(fixed)}
      >
        Delete
      </Button>
    </SpaceBetween>
  );
}

function columnsOf(
  power: Power,
  reason: string | undefined,
  open: (dialog: Open) => void,
): readonly TableProps.ColumnDefinition<Application>[] {
  return [
    { id: 'name', header: 'Name', minWidth: 180, isRowHeader: true, cell: ({ Name }) => Name },
    {
      id: 'id',
      header: 'Id',
      minWidth: 160,
      cell: ({ ApplicationId, BuiltIn }) => (
        <SpaceBetween direction="horizontal" size="xs">
          <code>{ApplicationId}</code>
          {BuiltIn && <Badge>Built in</Badge>}
        </SpaceBetween>
      ),
    },
    {
      id: 'for',
      header: 'For',
      minWidth: 180,
      cell: ({ InteractiveOnly }) => (InteractiveOnly ? 'People only' : 'People and service users'),
    },
    {
      id: 'actions',
      header: 'Actions',
      minWidth: 230,
      cell: (application) => <Actions application={application} power={power} reason={reason} open={open} />,
    },
  ];
}

function Dialogs({ dialog, onClose }: { readonly dialog: Open | undefined; readonly onClose: () => void }) {
  switch (dialog?.kind) {
    case 'add':
      return <PutApplication onClose={onClose} />;
    case 'edit':
      return <PutApplication application={dialog.application} onClose={onClose} />;
    case 'delete':
      return <DeleteApplication application={dialog.application} onClose={onClose} />;
    case 'token':
      return <ApplicationToken application={dialog.application} onClose={onClose} />;
    case undefined:
      return null;
  }
}

/** The audiences that other services verify tokens for. */
export default function ApplicationsPage() {
  const pages = usePages('listApplications', { query: { limit: 50 } });
  const power = usePower();
  const [dialog, open] = useState<Open>();
  const reason = power.inMode
    ? undefined
    : 'Applications are registered and changed in Super-Admin mode only.';
  return (
    <SpaceBetween size="m">
      <PageTitle title="Applications" />
      <ListTable
        level="h1"
        pages={pages}
        title="Applications"
        description="Services of the platform that verify tokens for themselves. A token for one is good there and nowhere else."
        columns={columnsOf(power, reason, open)}
        trackBy="ApplicationId"
        empty={{ title: 'No applications' }}
        actions={
          <Button variant="primary" onClick={() => open({ kind: 'add' })} {...unless(reason)}>
            Add application
          </Button>
        }
      />
      <Needed reason={reason} />
      <Dialogs dialog={dialog} onClose={() => open(undefined)} />
    </SpaceBetween>
  );
}
