import Box from '@cloudscape-design/components/box';
import { useConsole } from '../../api/console.ts';
import { useChange } from '../../api/operations.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useNotify } from '../../parts/notices.tsx';
import type { ShownUser } from './tab.ts';

interface SignOutDialogProps {
  readonly user: ShownUser;
  readonly isOneself: boolean;
  readonly onClose: () => void;
}

/** Ends every session and token of a person; one's own page ends with it. */
export function SignOutDialog({ user, isOneself, onClose }: SignOutDialogProps) {
  const { session } = useConsole();
  const signOut = useChange('signOutUser');
  const notify = useNotify();
  const input = { userId: user.UserId };
  const onAction = () =>
    signOut.mutate(
      { input },
      {
        onSuccess: () => {
          if (isOneself) return void session.signOut();
          notify({ type: 'success', header: `${user.DisplayName} is signed out everywhere` });
          onClose();
        },
      },
    );
  return (
    <Dialog
      title={isOneself ? 'Sign out everywhere' : `Sign ${user.DisplayName} out everywhere`}
      action="Sign out everywhere"
      onAction={onAction}
      onClose={onClose}
      busy={signOut.isPending}
      error={signOut.error}
      equivalent={
        <Equivalent operation="signOutUser" input={input} cli={['users', 'sign-out', user.UserName]} />
      }
    >
      <Box variant="p">
        Every session and every token that {isOneself ? 'you have' : 'they have'} stops at once, personal
        access tokens and switches to service users too. {isOneself ? 'You' : 'They'} can sign in again.
      </Box>
    </Dialog>
  );
}
