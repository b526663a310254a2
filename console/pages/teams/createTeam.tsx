import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useNotify } from '../../parts/notices.tsx';

/** Creates a team. */
export function CreateTeam({ onClose }: { readonly onClose: () => void }) {
  const notify = useNotify();
  const [name, setName] = useState('');
  const TeamName = name.trim();
  const input = { body: { TeamName } };
  const create = useChange('createTeam', () => {
    notify({ type: 'success', header: `Team ${TeamName} was created` });
    onClose();
  });
  return (
    <Dialog
      title="Create team"
      action="Create team"
      busy={create.isPending}
      error={create.error}
      notYet={TeamName === '' ? 'Give the team a name.' : undefined}
      onAction={() => create.mutate({ input })}
      onClose={onClose}
      equivalent={<Equivalent operation="createTeam" input={input} cli={['teams', 'create', TeamName]} />}
    >
      <FormField label="Name">
        <Input value={name} autoFocus onChange={({ detail }) => setName(detail.value)} />
      </FormField>
    </Dialog>
  );
}
