import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { usePages, type Entry } from '../../api/pages.ts';
import { CopyText } from '../../parts/copyText.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { Link } from '../../parts/link.tsx';
import { ListTable } from '../../parts/listTable.tsx';
import { howToGetAccess } from '../../parts/noAccess.tsx';
import { useNotify } from '../../parts/notices.tsx';
import { When } from '../../parts/when.tsx';
import { AddKey } from './keys/addKey.tsx';
import type { ShownUser, TabProps } from './tab.ts';

type ClientKey = Entry<'listClientKeys'>;

interface DeleteKeyProps {
  readonly user: ShownUser;
  readonly clientKey: ClientKey;
  readonly onClose: () => void;
}

function DeleteKey({ user, clientKey, onClose }: DeleteKeyProps) {
  const notify = useNotify();
  const remove = useChange('deleteClientKey', () => {
    notify({ type: 'success', header: `The key ${clientKey.Name} was deleted` });
    onClose();
  });
  const input = { userId: user.UserId, clientKeyId: clientKey.ClientKeyId };
  const onDelete = () => remove.mutate({ input });
  return (
    <Dialog
      title={`Delete the key ${clientKey.Name}`}
      action="Delete"
      onAction={onDelete}
      onClose={onClose}
      busy={remove.isPending}
      error={remove.error}
      equivalent={
        <Equivalent
          operation="deleteClientKey"
          input={input}
          cli={['keys', 'remove', user.UserName, clientKey.Name, '--yes']}
        />
      }
    >
      <Box>Whoever holds its private key gets no token any more, and tokens got with it end at once.</Box>
    </Dialog>
  );
}

/** Public keys with which a service user proves who it is, in place of a secret. */
export default function KeysTab({ user }: TabProps) {
  const pages = usePages('listClientKeys', { userId: user.UserId });
  const [asked, ask] = useState<'add' | ClientKey>();
  const onClose = () => ask(undefined);
  return (
    <>
      <ListTable
        pages={pages}
        title="Client keys"
        description="With its private key a program gets short-lived tokens at the token endpoint (private_key_jwt); nothing secret is stored here."
        trackBy={({ ClientKeyId }) => ClientKeyId}
        columns={[
          { id: 'name', header: 'Name', isRowHeader: true, minWidth: 150, cell: ({ Name }) => Name },
          { id: 'algorithm', header: 'Algorithm', minWidth: 100, cell: ({ Algorithm }) => Algorithm },
          {
            id: 'kid',
            header: 'Key id (kid)',
            minWidth: 220,
            cell: ({ ClientKeyId, Name }) => <CopyText text={ClientKeyId} what={`the id of ${Name}`} />,
          },
          { id: 'created', header: 'Added', minWidth: 110, cell: ({ CreatedAt }) => <When at={CreatedAt} /> },
          {
            id: 'by',
            header: 'Added by',
            minWidth: 130,
            cell: ({ CreatedBy: { UserId, DisplayName } }) => (
              <Link to={`/users/${UserId}`}>{DisplayName}</Link>
            ),
          },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 90,
            cell: (key) => (
              <Button variant="inline-link" ariaLabel={`Delete ${key.Name}`} onClick={() => ask(key)}>
                Delete
              </Button>
            ),
          },
        ]}
        actions={
          <Button variant="primary" onClick={() => ask('add')}>
            Add key
          </Button>
        }
        empty={{ title: 'No client keys', text: 'Add one for a program that can keep a private key.' }}
        noAccess={{ to: `the client keys of ${user.DisplayName}`, help: howToGetAccess }}
      />
      {asked === 'add' && <AddKey user={user} onClose={onClose} />}
      {typeof asked === 'object' && <DeleteKey user={user} clientKey={asked} onClose={onClose} />}
    </>
  );
}
