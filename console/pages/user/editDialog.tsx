import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useConsole } from '../../api/console.ts';
import { useEvery } from '../../api/every.ts';
import { useChange } from '../../api/operations.ts';
import { isProblem } from '../../api/problem.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { Meanwhile } from '../../parts/meanwhile.tsx';
import { useNotify } from '../../parts/notices.tsx';
import { changedFields, only, onTopOf } from '../../parts/onTop.ts';
import { roleName } from '../../parts/roleName.ts';
import { bodyOf, editedOf, foreignChanges, type Edited } from './edit.ts';
import type { ShownUser } from './tab.ts';

interface EditDialogProps {
  readonly user: ShownUser;
  readonly etag: string | undefined;
  readonly onClose: () => void;
}

interface Basis {
  readonly user: ShownUser;
  readonly etag: string | undefined;
}

/** What is edited, on which state it rests, and what somebody else did to that state meanwhile. */
function useEditing({ user, etag, onClose }: EditDialogProps) {
  const { api } = useConsole();
  const queries = useQueryClient();
  const notify = useNotify();
  const update = useChange('updateUser', () => {
    notify({ type: 'success', header: `${edited.displayName.trim()} is saved` });
    onClose();
  });
  const [basis, setBasis] = useState<Basis>({ user, etag });
  const [former, setFormer] = useState<ShownUser>();
  const [edited, edit] = useState(() => editedOf(user));
  const before = editedOf(basis.user);
  const input = { userId: user.UserId, body: bodyOf(before, edited) };
  const catchUp = async () => {
    const { body, etag: newer } = await api.getUser({ userId: user.UserId });
    edit(onTopOf(editedOf(body), { before, mine: edited }));
    setFormer(basis.user);
    setBasis({ user: body, etag: newer });
    update.reset();
    void queries.invalidateQueries();
  };
  const save = () =>
    update.mutate(
      { input, options: basis.etag === undefined ? {} : { ifMatch: basis.etag } },
      {
        onError: (error) => {
          // Where that fails, what stays on the dialog says that it is out of date.
          if (isProblem(error, 'version-stale')) catchUp().catch(() => undefined);
        },
      },
    );
  return { basis, former, before, edited, edit, input, update, save };
}

type Editing = ReturnType<typeof useEditing>;

function ChangedMeanwhile({ basis, former, before, edited, edit }: Editing) {
  if (former === undefined) return null;
  return (
    <Meanwhile
      what="user"
      changes={foreignChanges(former, basis.user)}
      touched={changedFields(before, edited)}
      onTake={(disputed) => edit({ ...edited, ...only(before, disputed) })}
    />
  );
}

function Teams({ user, edited, edit }: { readonly user: ShownUser } & Pick<Editing, 'edited' | 'edit'>) {
  const teams = useEvery('listTeams', {});
  const all = [...teams.items, ...user.Teams];
  const known = new Map(all.map(({ TeamId, TeamName }) => [TeamId, { value: TeamId, label: TeamName }]));
  const options = [...known.values()].map((option) => ({ ...option, disabled: option.label === 'Public' }));
  const isChosen = ({ value, disabled }: (typeof options)[number]) =>
    disabled || edited.teams.includes(value);
  return (
    <FormField label="Teams" description="Public is always among them.">
      <Multiselect
        options={options}
        selectedOptions={options.filter(isChosen)}
        filteringType={options.length > 8 ? 'auto' : 'none'}
        filteringAriaLabel="Find teams"
        placeholder="Choose teams"
        deselectAriaLabel={({ label }) => `Leave ${label ?? ''}`}
        onChange={({ detail }) => {
          const chosen = detail.selectedOptions.filter(({ disabled }) => disabled !== true);
          edit({ ...edited, teams: chosen.flatMap(({ value }) => value ?? []).sort() });
        }}
      />
    </FormField>
  );
}

function notYet(before: Edited, edited: Edited): string | undefined {
  if (edited.displayName.trim() === '') return 'A user needs a display name.';
  return changedFields(before, edited).length === 0 ? 'Nothing is changed.' : undefined;
}

/** Changes display name, description, default role and teams; the later of two people is told. */
export function EditDialog(props: EditDialogProps) {
  const editing = useEditing(props);
  const { basis, before, edited, edit, input, update, save } = editing;
  const { user } = basis;
  const roles = user.Roles.map(({ RoleId, RoleName }) => ({ value: RoleId, label: roleName(RoleName) }));
  const { DisplayName, Description, DefaultRoleId, Teams: teams } = input.body;
  const cli = [
    ...['users', 'edit', user.UserName],
    ...(DisplayName === undefined ? [] : ['--display-name', DisplayName]),
    ...(Description === undefined ? [] : ['--description', Description]),
    ...(DefaultRoleId === undefined ? [] : ['--default-role', DefaultRoleId]),
    ...(teams ?? []).flatMap((team) => ['--team', team]),
  ];
  return (
    <Dialog
      title={`Edit ${user.UserName}`}
      action="Save"
      onAction={save}
      onClose={props.onClose}
      busy={update.isPending}
      error={update.error}
      notYet={notYet(before, edited)}
      equivalent={<Equivalent operation="updateUser" input={input} cli={cli} />}
    >
      <SpaceBetween size="m">
        <ChangedMeanwhile {...editing} />
        <FormField label="Display name">
          <Input
            value={edited.displayName}
            autoComplete={false}
            onChange={({ detail }) => edit({ ...edited, displayName: detail.value })}
          />
        </FormField>
        <FormField label="Description">
          <Textarea
            value={edited.description}
            rows={3}
            onChange={({ detail }) => edit({ ...edited, description: detail.value })}
          />
        </FormField>
        <FormField
          label="Default role"
          description="What requests run under that ask for no other. Attach more roles on the page itself."
        >
          <Select
            options={roles}
            selectedOption={roles.find(({ value }) => value === edited.roleId) ?? null}
            onChange={({ detail }) => edit({ ...edited, roleId: detail.selectedOption.value ?? '' })}
          />
        </FormField>
        <Teams user={user} edited={edited} edit={edit} />
      </SpaceBetween>
    </Dialog>
  );
}
