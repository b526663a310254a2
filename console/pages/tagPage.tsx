import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useParams } from 'wouter';
import { useListed } from '../api/lists.ts';
import { useEvery } from '../api/every.ts';
import { usePages } from '../api/pages.ts';
import { useKept } from '../parts/kept.ts';
import { useGo } from '../parts/link.tsx';
import { ListTable } from '../parts/listTable.tsx';
import { NoSuch } from '../parts/noSuch.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { Needed, unless, usePower, type Power } from '../parts/power.tsx';
import { ProblemAlert } from '../parts/problemAlert.tsx';
import { UserRowButton } from '../parts/rowButton.tsx';
import { tagText, type Tag } from '../parts/tags.tsx';
import { UserById } from '../parts/userById.tsx';
import { When } from '../parts/when.tsx';
import { AddToTag, ChangeOnTag, DeleteTag, RemoveFromTag, type TagMember } from './tags/tagDialogs.tsx';

type Open =
  { readonly kind: 'add' | 'delete' } | { readonly kind: 'change' | 'remove'; readonly member: TagMember };

const unknown = 'Looking what you may do.';

/** Why the tag cannot be changed. Its Owners may stand on any page of its members: the API lists what one owns. */
function useMissing({ TagId: tagId }: Tag, { inMode, userId }: Power): string | undefined {
  const query = { owner: userId };
  const owned = useEvery('listTags', { query }, { enabled: userId !== undefined && !inMode, most: 4000 });
  if (inMode || owned.items.some(({ TagId }) => TagId === tagId)) return undefined;
  // Where it cannot be known, the API decides.
  if (owned.error !== null || (owned.known && !owned.complete)) return undefined;
  if (!owned.known) return unknown;
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
          <UserRowButton
            text="Change"
            id={member.UserId}
            label={(name) => `Change access of ${name}`}
            onClick={() => open({ kind: 'change', member })}
            not={reason}
          />
          <UserRowButton
            text="Remove"
            id={member.UserId}
            label={(name) => `Remove ${name}`}
            onClick={() => open({ kind: 'remove', member })}
            not={reason}
          />
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
  const go = useGo();
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
  const reason = useMissing(tag, power);
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
      {reason !== unknown && <Needed reason={reason} />}
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

function OneTag({ tagId }: { readonly tagId: string }) {
  const found = useListed('listTags', ({ TagId }) => TagId === tagId);
  const kept = useKept(found.entry);
  const tag = found.waiting ? kept : found.entry;
  if (tag !== undefined) return <TagOf tag={tag} />;
  if (found.error !== null) return <ProblemAlert error={found.error} retry={found.retry} />;
  if (found.waiting) return <Spinner size="large" />;
  return <NoSuch what="tag" id={tagId} to="/tags" others="To the tags" />;
}

/** One tag and who is on it. */
export default function TagPage() {
  const { tagId = '' } = useParams<{ tagId: string }>();
  return <OneTag key={tagId} tagId={tagId} />;
}
