import Box from '@cloudscape-design/components/box';
import type { Entry } from '../../../api/pages.ts';
import { useChange } from '../../../api/operations.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { useNotify } from '../../../parts/notices.tsx';
import { UserById } from '../../../parts/userById.tsx';
import type { ShownUser } from '../tab.ts';

interface EndSessionProps {
  readonly user: ShownUser;
  readonly session: Entry<'listSessions'>;
  readonly onClose: () => void;
}

/** Asks before a session is ended. */
export function EndSession({ user, session, onClose }: EndSessionProps) {
  const notify = useNotify();
  const end = useChange('endSession', () => {
    notify({ type: 'success', header: 'The session was ended' });
    onClose();
  });
  const input = { userId: user.UserId, sessionId: session.SessionId };
  const onEnd = () => end.mutate({ input });
  return (
    <Dialog
      title="End this session"
      action="End"
      onAction={onEnd}
      onClose={onClose}
      busy={end.isPending}
      error={end.error}
      equivalent={
        <Equivalent
          operation="endSession"
          input={input}
          cli={['users', 'end-session', user.UserName, session.SessionId]}
        />
      }
    >
      <Box>
        The token of <UserById userId={session.PersonId} short /> is refused from the next request on. A new
        one can be got as long as access to {user.DisplayName} remains.
      </Box>
    </Dialog>
  );
}
