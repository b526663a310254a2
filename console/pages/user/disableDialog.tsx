import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';
import { useEvery } from '../../api/every.ts';
import { useChange, useOperation } from '../../api/operations.ts';
import { saidOf } from '../../api/problem.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useNotify } from '../../parts/notices.tsx';
import { When } from '../../parts/when.tsx';
import { counted } from './reason.ts';
import type { ShownUser } from './tab.ts';

interface DisableDialogProps {
  readonly user: ShownUser;
  readonly isOneself: boolean;
  readonly onClose: () => void;
}

function PersonName({ userId }: { readonly userId: string }) {
  const found = useOperation('getUser', { userId });
  return <>{found.data?.body.DisplayName ?? userId}</>;
}

function Unknown({ what, error }: { readonly what: string; readonly error: Error }) {
  return (
    <>
      {what}: {saidOf(error).title}
    </>
  );
}

function Tokens({ user }: { readonly user: ShownUser }) {
  const { items, complete, loading, error } = useEvery('listTokens', { userId: user.UserId });
  if (error !== null) return <Unknown what="Tokens" error={error} />;
  if (loading && items.length === 0) return <Spinner />;
  const active = items.filter(({ State }) => State === 'active');
  const last = active.flatMap(({ LastUsedAt }) => LastUsedAt ?? []).sort();
  return (
    <>
      {complete ? '' : 'More than '}
      {counted(active.length, 'active token')}
      {active.length > 0 && (
        <>
          , last used: <When at={last.at(-1)} never="never" />
        </>
      )}
    </>
  );
}

function Sessions({ user }: { readonly user: ShownUser }) {
  const { items, loading, error } = useEvery('listSessions', { userId: user.UserId }, { most: 200 });
  if (error !== null) return <Unknown what="Sessions" error={error} />;
  if (loading && items.length === 0) return <Spinner />;
  const people = [...new Set(items.map(({ PersonId }) => PersonId))];
  return (
    <>
      {counted(items.length, 'live session')}
      {people.slice(0, 5).map((userId, index) => (
        <span key={userId}>
          {index === 0 ? ' of ' : ', '}
          <PersonName userId={userId} />
        </span>
      ))}
      {people.length > 5 && ` and ${people.length - 5} more`}
    </>
  );
}

/** Disables a user, after saying what stops. */
export function DisableDialog({ user, isOneself, onClose }: DisableDialogProps) {
  const disable = useChange('disableUser', () => {
    notify({ type: 'success', header: `${user.DisplayName} is disabled` });
    onClose();
  });
  const notify = useNotify();
  const input = { userId: user.UserId };
  const onAction = () => disable.mutate({ input });
  return (
    <Dialog
      title={`Disable ${user.DisplayName}`}
      action="Disable"
      onAction={onAction}
      onClose={onClose}
      busy={disable.isPending}
      error={disable.error}
      typed={user.UserName}
      equivalent={
        <Equivalent operation="disableUser" input={input} cli={['users', 'disable', user.UserName]} />
      }
    >
      {isOneself && (
        <Alert type="warning">This is you: you are locked out until somebody else enables you.</Alert>
      )}
      <Box variant="p">At the next request this stops, and enabling again does not bring it back:</Box>
      <ul>
        {user.IsServiceUser ? (
          <>
            <li>
              <Tokens user={user} />
            </li>
            <li>
              <Sessions user={user} />
            </li>
          </>
        ) : (
          <li>every session and personal access token of {user.DisplayName}</li>
        )}
        <li>
          Last active: <When at={user.LastActiveAt} />
        </li>
      </ul>
      <Box variant="p">Roles, teams, shares and what it owns stay as they are.</Box>
    </Dialog>
  );
}
