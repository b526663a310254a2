import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import type { Entry } from '../../api/pages.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useNotify } from '../../parts/notices.tsx';
import { UserPicker, type PickedUser } from '../../parts/userPicker.tsx';
import type { Team } from './team.ts';

interface MemberProps {
  readonly team: Team;
  readonly onClose: () => void;
}

/** Adds a user of either kind to a team. */
export function AddMember({ team, exclude, onClose }: MemberProps & { readonly exclude: readonly string[] }) {
  const notify = useNotify();
  const [user, pick] = useState<PickedUser>();
  const input = { teamId: team.TeamId, userId: user?.UserId ?? '' };
  const add = useChange('addTeamMember', () => {
    notify({ type: 'success', header: `${user?.DisplayName ?? ''} is in ${team.TeamName} now` });
    onClose();
  });
  return (
    <Dialog
      title={`Add a member to ${team.TeamName}`}
      action="Add"
      busy={add.isPending}
      error={add.error}
      notYet={user === undefined ? 'Choose whom to add.' : undefined}
      onAction={() => add.mutate({ input })}
      onClose={onClose}
      equivalent={
        user !== undefined && (
          <Equivalent
            operation="addTeamMember"
            input={input}
            cli={['teams', 'add', team.TeamName, user.UserName]}
          />
        )
      }
    >
      <UserPicker label="User" kind="both" value={user} onChange={pick} exclude={exclude} />
    </Dialog>
  );
}

/** Takes a user out of a team. */
export function RemoveMember({ team, user, onClose }: MemberProps & { readonly user: Entry<'listUsers'> }) {
  const notify = useNotify();
  const input = { teamId: team.TeamId, userId: user.UserId };
  const remove = useChange('removeTeamMember', () => {
    notify({ type: 'success', header: `${user.DisplayName} is not in ${team.TeamName} any more` });
    onClose();
  });
  return (
    <Dialog
      title={`Remove ${user.DisplayName} from ${team.TeamName}?`}
      action="Remove"
      busy={remove.isPending}
      error={remove.error}
      onAction={() => remove.mutate({ input })}
      onClose={onClose}
      equivalent={
        <Equivalent
          operation="removeTeamMember"
          input={input}
          cli={['teams', 'remove', team.TeamName, user.UserName]}
        />
      }
    >
      <Box>Nothing else about the user changes.</Box>
    </Dialog>
  );
}
