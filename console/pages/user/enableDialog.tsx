import Box from '@cloudscape-design/components/box';
import { useChange } from '../../api/operations.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useNotify } from '../../parts/notices.tsx';
import type { ShownUser } from './tab.ts';

interface EnableDialogProps {
  readonly user: ShownUser;
  readonly onClose: () => void;
}

/** Enables a user, and says what does not come back by itself. */
export function EnableDialog({ user, onClose }: EnableDialogProps) {
  const enable = useChange('enableUser', () => {
    notify({ type: 'success', header: `${user.DisplayName} is enabled` });
    onClose();
  });
  const notify = useNotify();
  const input = { userId: user.UserId };
  const onAction = () => enable.mutate({ input });
  return (
    <Dialog
      title={`Enable ${user.DisplayName}`}
      action="Enable"
      onAction={onAction}
      onClose={onClose}
      busy={enable.isPending}
      error={enable.error}
      equivalent={
        <Equivalent operation="enableUser" input={input} cli={['users', 'enable', user.UserName]} />
      }
    >
      <Box variant="p">
        {user.IsServiceUser
          ? 'It can be used again, with the roles, teams and shares it had. Tokens from before stay revoked until they are restored, one by one.'
          : 'They can sign in again, with the roles and teams they had. Tokens from before stay revoked.'}
      </Box>
    </Dialog>
  );
}
