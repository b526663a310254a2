import Box from '@cloudscape-design/components/box';
import { useChange } from '../../api/operations.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useNotify } from '../../parts/notices.tsx';
import type { Team } from './team.ts';

interface DeleteTeamProps {
  readonly team: Team;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

/** Deletes a team; its members stay as users. */
export function DeleteTeam({ team, onDeleted, onClose }: DeleteTeamProps) {
  const notify = useNotify();
  const input = { teamId: team.TeamId };
  const remove = useChange('deleteTeam', () => {
    notify({ type: 'success', header: `Team ${team.TeamName} was deleted` });
    onDeleted();
  });
  return (
    <Dialog
      title={`Delete team ${team.TeamName}?`}
      action="Delete team"
      busy={remove.isPending}
      error={remove.error}
      typed={team.TeamName.trim()}
      onAction={() => remove.mutate({ input })}
      onClose={onClose}
      equivalent={
        <Equivalent operation="deleteTeam" input={input} cli={['teams', 'delete', team.TeamName, '--yes']} />
      }
    >
      <Box>Its members leave it and stay as they are otherwise. This cannot be undone.</Box>
    </Dialog>
  );
}
