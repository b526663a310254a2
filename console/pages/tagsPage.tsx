import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { usePages } from '../api/pages.ts';
import { Link, useGo } from '../parts/link.tsx';
import { ListTable } from '../parts/listTable.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { Needed, unless, usePower } from '../parts/power.tsx';
import { tagText } from '../parts/tags.tsx';
import { When } from '../parts/when.tsx';
import { CreateTag } from './tags/createTag.tsx';

/** All tags. */
export default function TagsPage() {
  const pages = usePages('listTags', { query: { limit: 50 } });
  const go = useGo();
  const [creating, create] = useState(false);
  const { may } = usePower();
  const reason = may('tags.manage')
    ? undefined
    : 'To create tags you need a role with tags.manage, or Super-Admin mode.';
  return (
    <SpaceBetween size="m">
      <PageTitle title="Tags" />
      <ListTable
        level="h1"
        pages={pages}
        title="Tags"
        description="Service users and resources can be shared with a tag: whoever is on it has that access."
        trackBy="TagId"
        empty={{ title: 'No tags', text: 'Create one to share with several people at once.' }}
        actions={
          <Button variant="primary" onClick={() => create(true)} {...unless(reason)}>
            Create tag
          </Button>
        }
        columns={[
          {
            id: 'tag',
            header: 'Tag',
            isRowHeader: true,
            minWidth: 220,
            cell: (tag) => <Link to={`/tags/${tag.TagId}`}>{tagText(tag)}</Link>,
          },
          { id: 'key', header: 'Key', minWidth: 120, cell: ({ TagKey }) => TagKey },
          { id: 'value', header: 'Value', minWidth: 120, cell: ({ TagValue }) => TagValue },
          {
            id: 'created',
            header: 'Created',
            minWidth: 120,
            cell: ({ CreatedAt }) => <When at={CreatedAt} />,
          },
        ]}
      />
      <Needed reason={reason} />
      {creating && <CreateTag onClose={() => create(false)} onCreated={(tagId) => go(`/tags/${tagId}`)} />}
    </SpaceBetween>
  );
}
