import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { useListed } from '../api/lists.ts';
import { usePages, type Pages } from '../api/pages.ts';
import { ListTable } from '../parts/listTable.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { Needed, unless, usePower, type Power } from '../parts/power.tsx';
import { ProblemAlert } from '../parts/problemAlert.tsx';
import { tagText, type Tag } from '../parts/tags.tsx';
import { UserById } from '../parts/userById.tsx';
import { When } from '../parts/when.tsx';
import { NotFound } from './notFound.tsx';
import { AddToTag, ChangeOnTag, DeleteTag, RemoveFromTag, type TagMember } from './tags/tagDialogs.tsx';

type Open =
  { readonly kind: 'add' | 'delete' } | { readonly kind: 'change' | 'remove'; readonly member: TagMember };

/** Where not all members are known, the API decides. */
function missing(members: Pages<TagMember>, { inMode, userId }: Power): string | undefined {
  const owner = members.items.some((one) => one.UserId === userId && one.AccessType === 'Owner');
  if (inMode || owner || members.more) return undefined;
  return 'To change this tag or who is on it you need to be its Owner, or Super-Admin mode.';
}

function columnsOf(
  reason: string | undefined,
  open: (dialog: Open) => void,
): readonly TableProps.ColumnDefinition<TagMember>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      minWidth: 240,
      isRowHeader: true,
      cell: ({ UserId }) => <UserById userId={UserId} />,
    },
    { id: 'access', header: 'Access', minWidth: 110, cell: ({ AccessType }) => AccessType },
    { id: 'since', header: 'Since', minWidth: 120, cell: ({ CreatedAt }) => <When at={CreatedAt} /> },
    {
      id: 'by',
      header: 'Added by',
      minWidth: 140,
      cell: ({ CreatedBy }) => <UserById userId={CreatedBy} short />,
    },
    {
      id: 'actions',
      header: 'Actions',
      minWidth: 160,
      cell: (member) => (
        <SpaceBetween direction="horizontal" size="s">
          <Button
            variant="inline-link"
            ariaLabel={`Change access of ${member.UserId}`}
            onClick={() => open({ kind: 'change', member })}
            {...unless(reason)}
          >
            Change
          </Button>
          <Button
            variant="inline-link"
            ariaLabel={`Remove ${member.UserId}`}
            onClick={() => open({ kind: 'remove', member })}
            {...unless(reason)}
          >
            Remove
          </Button>
        </SpaceBetween>
      ),
    },
  ];
}

interface DialogsProps {
  readonly tag: Tag;
  readonly dialog: Open | undefined;
  readonly members: readonly TagMember[];
  readonly onClose: () => void;
}

function Dialogs({ tag, dialog, members, onClose }: DialogsProps) {
  const [, go] = useLocation();
  switch (dialog?.kind) {
    case 'add':
      return <AddToTag tag={tag} exclude={members.map(({ UserId }) => UserId)} onClose={onClose} />;
    case 'change':
      return <ChangeOnTag tag={tag} member={dialog.member} onClose={onClose} />;
    case 'remove':
      return <RemoveFromTag tag={tag} member={dialog.member} onClose={onClose} />;
    case 'delete':
      return <DeleteTag tag={tag} onClose={onClose} onDeleted={() => go('/tags')} />;
    case undefined:
      return null;
  }
}

function TagOf({ tag }: { readonly tag: Tag }) {
  const members = usePages('listTagUsers', { tagId: tag.TagId, query: { limit: 50 } });
  const power = usePower();
  const [dialog, open] = useState<Open>();
  const reason = members.loading && members.items.length === 0 ? 'Loading.' : missing(members, power);
  return (
    <SpaceBetween size="l">
      <PageTitle title={tagText(tag)} />
      <Header
        variant="h1"
        description="Whoever is on it has access to what was shared with it."
        actions={
          <Button onClick={() => open({ kind: 'delete' })} {...unless(reason)}>
            Delete
          </Button>
        }
      >
        {tagText(tag)}
      </Header>
      {reason !== 'Loading.' && <Needed reason={reason} />}
      <ListTable
        pages={members}
        title="On this tag"
        trackBy="UserId"
        columns={columnsOf(reason, open)}
        empty={{ title: 'Nobody is on this tag' }}
        actions={
          <Button onClick={() => open({ kind: 'add' })} {...unless(reason)}>
            Add user
          </Button>
        }
      />
      <Dialogs tag={tag} dialog={dialog} members={members.items} onClose={() => open(undefined)} />
    </SpaceBetween>
  );
}

/** One tag and who is on it. */
export default function TagPage() {
  const { tagId = '' } = useParams<{ tagId: string }>();
  const found = useListed('listTags', ({ TagId }) => TagId === tagId);
  if (found.entry !== undefined) return <TagOf tag={found.entry} />;
  if (found.error !== null) return <ProblemAlert error={found.error} retry={found.retry} />;
  return found.waiting ? <Spinner size="large" /> : <NotFound />;
}
