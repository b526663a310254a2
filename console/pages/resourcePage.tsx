import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useParams } from 'wouter';
import { useOperation } from '../api/operations.ts';
import { usePages } from '../api/pages.ts';
import { isProblem } from '../api/problem.ts';
import { CopyText } from '../parts/copyText.tsx';
import { useGo } from '../parts/link.tsx';
import { ListTable } from '../parts/listTable.tsx';
import { NoSuch } from '../parts/noSuch.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { Needed, unless, usePower, type Power } from '../parts/power.tsx';
import { Refusal } from '../parts/refusal.tsx';
import { TagRowButton, UserRowButton } from '../parts/rowButton.tsx';
import { TagById } from '../parts/tags.tsx';
import { UserById } from '../parts/userById.tsx';
import { When } from '../parts/when.tsx';
import { DeleteResource, Unshare, type Resource, type Share } from './resources/resourceDialogs.tsx';
import { ShareResource } from './resources/shareDialog.tsx';

function missing({ OwnerId }: Resource, { may, userId }: Power): string | undefined {
  if (OwnerId === userId || may('resources.fullaccess')) return undefined;
  return 'To share or delete this resource you need to own it, a role with resources.fullaccess, or Super-Admin mode.';
}

function About({ resource }: { readonly resource: Resource }) {
  return (
    <Container header={<Header variant="h2">Details</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Owner', value: <UserById userId={resource.OwnerId} /> },
          { label: 'Type', value: resource.ResourceType },
          { label: 'Created', value: <When at={resource.CreatedAt} /> },
          { label: 'Resource id', value: <CopyText text={resource.ResourceId} what="the resource id" /> },
          {
            label: 'External id',
            value:
              resource.ExternalId === null ? (
                '–'
              ) : (
                <CopyText text={resource.ExternalId} what="the external id" />
              ),
          },
        ]}
      />
    </Container>
  );
}

function columnsOf(unshare: (share: Share) => void): readonly TableProps.ColumnDefinition<Share>[] {
  return [
    {
      id: 'with',
      header: 'With',
      minWidth: 240,
      isRowHeader: true,
      cell: ({ GranteeType, GranteeId }) =>
        GranteeType === 'user' ? <UserById userId={GranteeId} /> : <TagById tagId={GranteeId} />,
    },
    {
      id: 'kind',
      header: 'Kind',
      minWidth: 90,
      cell: ({ GranteeType }) => (GranteeType === 'user' ? 'User' : 'Tag'),
    },
    { id: 'access', header: 'Access', minWidth: 110, cell: ({ AccessType }) => AccessType },
    { id: 'since', header: 'Since', minWidth: 120, cell: ({ CreatedAt }) => <When at={CreatedAt} /> },
    { id: 'by', header: 'By', minWidth: 140, cell: ({ CreatedBy }) => <UserById userId={CreatedBy} short /> },
    {
      id: 'actions',
      header: 'Actions',
      minWidth: 110,
      cell: (share) => {
        const End = share.GranteeType === 'user' ? UserRowButton : TagRowButton;
        return (
          <End
            text="Unshare"
            id={share.GranteeId}
            label={(name) => `Unshare with ${share.GranteeType} ${name}`}
            onClick={() => unshare(share)}
          />
        );
      },
    },
  ];
}

function Shares({ resource }: { readonly resource: Resource }) {
  const pages = usePages('listResourceShares', { resourceId: resource.ResourceId, query: { limit: 50 } });
  const [sharing, share] = useState(false);
  const [ending, unshare] = useState<Share>();
  return (
    <>
      <ListTable
        pages={pages}
        title="Shares"
        description="With users of both kinds, and with everybody on a tag."
        trackBy="GranteeId"
        columns={columnsOf(unshare)}
        empty={{ title: 'Not shared', text: 'Only the owner has it.' }}
        actions={<Button onClick={() => share(true)}>Share</Button>}
      />
      {sharing && <ShareResource resource={resource} shares={pages.items} onClose={() => share(false)} />}
      {ending !== undefined && (
        <Unshare resource={resource} share={ending} onClose={() => unshare(undefined)} />
      )}
    </>
  );
}

function ResourceOf({ resource }: { readonly resource: Resource }) {
  const go = useGo();
  const [deleting, doom] = useState(false);
  const power = usePower();
  const reason = power.userId === undefined ? 'Loading.' : missing(resource, power);
  return (
    <SpaceBetween size="l">
      <PageTitle title={resource.Name} />
      <Header
        variant="h1"
        description={resource.ResourceType}
        actions={
          <Button onClick={() => doom(true)} {...unless(reason)}>
            Delete
          </Button>
        }
      >
        {resource.Name}
      </Header>
      {power.userId !== undefined && <Needed reason={reason} />}
      <About resource={resource} />
      {reason === undefined && <Shares resource={resource} />}
      {deleting && (
        <DeleteResource resource={resource} onClose={() => doom(false)} onDeleted={() => go('/resources')} />
      )}
    </SpaceBetween>
  );
}

/** One resource: who owns it, and with whom it is shared. */
export default function ResourcePage() {
  const { resourceId = '' } = useParams<{ resourceId: string }>();
  const { data, error, refetch } = useOperation('getResource', { resourceId });
  if (isProblem(error, 'resource-not-found')) {
    return <NoSuch what="resource" id={resourceId} to="/resources" others="To the resources" />;
  }
  if (error !== null) {
    return (
      <Refusal
        error={error}
        retry={() => void refetch()}
        what="this resource"
        who="Its owner has it, those it is shared with, and roles with resources.view."
      />
    );
  }
  return data === undefined ? <Spinner size="large" /> : <ResourceOf resource={data.body} />;
}
