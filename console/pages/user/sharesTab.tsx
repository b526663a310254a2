import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { usePages } from '../../api/pages.ts';
import { ListTable } from '../../parts/listTable.tsx';
import { howToGetAccess } from '../../parts/noAccess.tsx';
import { TagRowButton, UserRowButton } from '../../parts/rowButton.tsx';
import { UserById } from '../../parts/userById.tsx';
import { When } from '../../parts/when.tsx';
import { AddShare } from './shares/addShare.tsx';
import { Grantee, type Share } from './shares/grantee.tsx';
import { RemovePerson, RemoveTag } from './shares/removeShare.tsx';
import type { TabProps } from './tab.ts';

/** With whom a service user is shared. */
export default function SharesTab({ user }: TabProps) {
  const pages = usePages('listShares', { userId: user.UserId, query: { limit: 100 } });
  const [asked, ask] = useState<'add' | Share>();
  const deleting = user.Status === 'deleting';
  const onClose = () => ask(undefined);
  const last = pages.items.length === 1 && pages.page === 1 && !pages.more;
  const Remove = typeof asked === 'object' && asked.GranteeType === 'tag' ? RemoveTag : RemovePerson;
  return (
    <>
      <ListTable
        pages={pages}
        title="Shares"
        description="Whoever has a share, directly or through a tag, may act as this service user and manage it."
        trackBy={({ GranteeType, GranteeId }) => `${GranteeType} ${GranteeId}`}
        columns={[
          {
            id: 'grantee',
            header: 'Shared with',
            isRowHeader: true,
            minWidth: 200,
            cell: (share) => <Grantee share={share} />,
          },
          {
            id: 'type',
            header: 'Kind',
            minWidth: 90,
            cell: ({ GranteeType }) => (GranteeType === 'user' ? 'Person' : <Badge>Tag</Badge>),
          },
          { id: 'access', header: 'Access', minWidth: 90, cell: ({ AccessType }) => AccessType },
          { id: 'since', header: 'Since', minWidth: 110, cell: ({ CreatedAt }) => <When at={CreatedAt} /> },
          {
            id: 'by',
            header: 'Shared by',
            minWidth: 130,
            cell: ({ CreatedBy }) => <UserById userId={CreatedBy} short />,
          },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 120,
            cell: (share) => {
              const TakeAway = share.GranteeType === 'user' ? UserRowButton : TagRowButton;
              return (
                <TakeAway
                  text="Take away"
                  id={share.GranteeId}
                  label={(name) => `Take away the share of ${name}`}
                  onClick={() => ask(share)}
                />
              );
            },
          },
        ]}
        actions={
          <Button
            variant="primary"
            disabled={deleting}
            {...(deleting ? { disabledReason: 'The service user is being deleted.' } : {})}
            onClick={() => ask('add')}
          >
            Share
          </Button>
        }
        empty={{ title: 'Shared with nobody', text: 'Only Super-Admins have access.' }}
        noAccess={{ to: `the shares of ${user.DisplayName}`, help: howToGetAccess }}
      />
      {asked === 'add' && <AddShare user={user} shares={pages.items} onClose={onClose} />}
      {typeof asked === 'object' && <Remove user={user} share={asked} last={last} onClose={onClose} />}
    </>
  );
}
