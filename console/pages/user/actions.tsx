import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useFollow } from '../../parts/link.tsx';
import { DeleteDialog } from './deleteDialog.tsx';
import { DisableDialog } from './disableDialog.tsx';
import { EditDialog } from './editDialog.tsx';
import { EnableDialog } from './enableDialog.tsx';
import { orWhyNot } from './reason.ts';
import { useRights } from './rights.ts';
import { SignOutDialog } from './signOutDialog.tsx';
import type { ShownUser } from './tab.ts';

interface ActionsProps {
  readonly user: ShownUser;
  readonly etag: string | undefined;
  readonly onDeletion: () => void;
}

type Open = 'edit' | 'disable' | 'enable' | 'sign-out' | 'delete';

const deleting = 'It is being deleted.';

function switchReason({ Status }: ShownUser, whyNot: string | undefined): string | undefined {
  if (Status === 'disabled') return 'It is disabled. Enable it first.';
  return Status === 'deleting' ? deleting : whyNot;
}

function SwitchButton({ user, whyNot }: { readonly user: ShownUser; readonly whyNot: string | undefined }) {
  const follow = useFollow();
  const here = `/users/${user.UserId}`;
  const href = `/switch?${new URLSearchParams({ to: user.UserId, return: here }).toString()}`;
  return (
    <Button variant="primary" href={href} onFollow={follow} {...orWhyNot(switchReason(user, whyNot))}>
      Switch to it
    </Button>
  );
}

/** What can be done with the user, and why something cannot. */
export function Actions({ user, etag, onDeletion }: ActionsProps) {
  const [open, setOpen] = useState<Open>();
  const { whyNot: may, isOneself } = useRights(user);
  const whyNot = user.Status === 'deleting' ? deleting : may;
  const close = () => setOpen(undefined);
  const signOut = isOneself && user.Status === 'enabled' ? undefined : whyNot;
  const notYet =
    user.Status === 'enabled' ? 'Only a disabled user can be deleted. Disable it first.' : whyNot;
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        {user.IsServiceUser && <SwitchButton user={user} whyNot={whyNot} />}
        <Button onClick={() => setOpen('edit')} {...orWhyNot(whyNot)}>
          Edit
        </Button>
        {!user.IsServiceUser && (
          <Button onClick={() => setOpen('sign-out')} {...orWhyNot(signOut)}>
            Sign out everywhere
          </Button>
        )}
        {user.Status === 'disabled' ? (
          <Button onClick={() => setOpen('enable')} {...orWhyNot(whyNot)}>
            Enable
          </Button>
        ) : (
          <Button onClick={() => setOpen('disable')} {...orWhyNot(whyNot)}>
            Disable
          </Button>
        )}
        <Button onClick={() => setOpen('delete')} {...orWhyNot(whyNot ?? notYet)}>
          Delete
        </Button>
      </SpaceBetween>
      {open === 'edit' && <EditDialog user={user} etag={etag} onClose={close} />}
      {open === 'disable' && <DisableDialog user={user} isOneself={isOneself} onClose={close} />}
      {open === 'enable' && <EnableDialog user={user} onClose={close} />}
      {open === 'sign-out' && <SignOutDialog user={user} isOneself={isOneself} onClose={close} />}
      {open === 'delete' && <DeleteDialog user={user} onBegun={onDeletion} onClose={close} />}
    </>
  );
}
