import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import { useConsole } from '../../api/console.ts';
import { useChange, useOperation } from '../../api/operations.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useNotify } from '../../parts/notices.tsx';
import { UserPicker, type PickedUser } from '../../parts/userPicker.tsx';

interface AddProps {
  readonly exclude: readonly string[];
  readonly onClose: () => void;
}

/** Makes a person a member. */
export function AddSuperAdmin({ exclude, onClose }: AddProps) {
  const notify = useNotify();
  const [user, pick] = useState<PickedUser>();
  const input = { userId: user?.UserId ?? '' };
  const add = useChange('addSuperAdmin', () => {
    notify({ type: 'success', header: `${user?.DisplayName ?? ''} may switch to Super-Admin now` });
    onClose();
  });
  return (
    <Dialog
      title="Add a Super-Admin member"
      action="Add"
      busy={add.isPending}
      error={add.error}
      notYet={user === undefined ? 'Choose whom to add.' : undefined}
      onAction={() => add.mutate({ input })}
      onClose={onClose}
      equivalent={
        user !== undefined && (
          <Equivalent operation="addSuperAdmin" input={input} cli={['super-admins', 'add', user.UserName]} />
        )
      }
    >
      <Alert type="warning">
        A member can switch to Super-Admin at any time, and then reach every service user and every member.
      </Alert>
      <UserPicker
        label="Person"
        description="Service users can never be members."
        kind="human"
        value={user}
        onChange={pick}
        exclude={exclude}
      />
    </Dialog>
  );
}

interface RemoveProps {
  readonly member: { readonly UserId: string; readonly DisplayName: string };
  readonly onClose: () => void;
}

/** Ends a membership. The last enabled member cannot be removed; the API says so. */
export function RemoveSuperAdmin({ member, onClose }: RemoveProps) {
  const notify = useNotify();
  const { identity } = useConsole();
  const me = useOperation('getMe', {}, { asPerson: true }).data?.body.UserId;
  const self = me === member.UserId;
  const input = { userId: member.UserId };
  const remove = useChange('removeSuperAdmin', () => {
    notify({ type: 'success', header: `${member.DisplayName} is no Super-Admin member any more` });
    // With one's own membership the mode has ended too.
    if (self) identity.end(identity.acting, 'left');
    onClose();
  });
  return (
    <Dialog
      title={`Remove ${member.DisplayName} from the Super-Admins?`}
      action="Remove"
      busy={remove.isPending}
      error={remove.error}
      typed={member.DisplayName.trim()}
      onAction={() => remove.mutate({ input })}
      onClose={onClose}
      equivalent={
        <Equivalent
          operation="removeSuperAdmin"
          input={input}
          cli={['super-admins', 'remove', member.UserId]}
        />
      }
    >
      {self && (
        <Alert type="warning">
          This is you: you leave the mode at once, and cannot come back by yourself.
        </Alert>
      )}
      <Box>
        The membership ends at once, and with it the mode where it is on. Access by shares and tags stays. The
        last member cannot be removed.
      </Box>
    </Dialog>
  );
}
