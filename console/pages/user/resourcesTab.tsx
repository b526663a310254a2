import { useState } from 'react';
import { usePages, type Entry } from '../../api/pages.ts';
import { ListTable } from '../../parts/listTable.tsx';
import { RowMenu } from '../../parts/rowMenu.tsx';
import { When } from '../../parts/when.tsx';
import { DeleteResource } from '../resources/resourceDialogs.tsx';
import { ShareResource } from '../resources/shareDialog.tsx';
import { useWhyNot } from './resources/mayChange.ts';
import type { TabProps } from './tab.ts';

interface Asked {
  readonly how: 'share' | 'delete';
  readonly resource: Entry<'listResources'>;
}

/** What a user owns in the platform. */
export default function ResourcesTab({ user }: TabProps) {
  const pages = usePages('listResources', { query: { owner: user.UserId, limit: 50 } });
  const [asked, ask] = useState<Asked>();
  const not = useWhyNot(user.UserId);
  const onClose = () => ask(undefined);
  return (
    <>
      <ListTable
        pages={pages}
        title="Resources"
        description={`What ${user.DisplayName} owns in the platform. It goes to the transfer user when ${user.DisplayName} is deleted.`}
        trackBy={({ ResourceId }) => ResourceId}
        columns={[
          { id: 'name', header: 'Name', isRowHeader: true, minWidth: 180, cell: ({ Name }) => Name },
          { id: 'type', header: 'Type', minWidth: 120, cell: ({ ResourceType }) => ResourceType },
          {
            id: 'external',
            header: 'Id at its service',
            minWidth: 150,
            cell: ({ ExternalId }) => ExternalId ?? '–',
          },
          {
            id: 'created',
            header: 'Registered',
            minWidth: 110,
            cell: ({ CreatedAt }) => <When at={CreatedAt} />,
          },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 80,
            cell: (resource) => (
              <RowMenu
                of={resource.Name}
                actions={[
                  { text: 'Share', not, run: () => ask({ how: 'share', resource }) },
                  { text: 'Delete', not, run: () => ask({ how: 'delete', resource }) },
                ]}
              />
            ),
          },
        ]}
        empty={{ title: `${user.DisplayName} owns nothing` }}
        noAccess={{
          to: `the resources of ${user.DisplayName}`,
          help: 'A role with resources.view shows them. Super-Admin members can switch.',
        }}
      />
      {asked?.how === 'share' && <ShareResource resource={asked.resource} onClose={onClose} />}
      {asked?.how === 'delete' && (
        <DeleteResource resource={asked.resource} onDeleted={onClose} onClose={onClose} />
      )}
    </>
  );
}
