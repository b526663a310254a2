import Box from '@cloudscape-design/components/box';
import { useMutation } from '@tanstack/react-query';
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
  const { api, session } = useConsole();
  const notify = useNotify();
  const input = { userId: user.UserId };
  // Of oneself nothing is read anew: that would lead to the sign-in, in place of saying that one is signed out.
  const leave = useMutation({
    mutationFn: () => api.signOutUser(input),
    onSuccess: () => void session.signOut(),
  });
  const signOut = useChange('signOutUser', () => {
    notify({ type: 'success', header: `${user.DisplayName} is signed out everywhere` });
    onClose();
  });
  const { isPending, error } = isOneself ? leave : signOut;
  const onAction = () => (isOneself ? leave.mutate() : signOut.mutate({ input }));
  return (
    <Dialog
      title={isOneself ? 'Sign out everywhere' : `Sign ${user.DisplayName} out everywhere`}
      action="Sign out everywhere"
      onAction={onAction}
      onClose={onClose}
      busy={isPending}
      error={error}
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
