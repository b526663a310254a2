import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Fragment, useState } from 'react';
import { useConsole } from '../../api/console.ts';
import type { BodyOf } from '../../api/operations.ts';
import { useChange, useOperation } from '../../api/operations.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { MeanwhileEdited, type Words } from '../../parts/meanwhile.tsx';
import { useNotify } from '../../parts/notices.tsx';
import { only, useEditing, useSending } from '../../parts/onTop.ts';
import { ManagersEditor } from './managersEditor.tsx';
import { PermissionEditor } from './permissionEditor.tsx';
import { grantsOf, permissionsOf, serviceProblem, summaryOf, type Grant } from './permissions.ts';

/** A role as its page shows it. */
export type Role = BodyOf<'getRole'>;

interface Draft {
  readonly name: string;
  readonly description: string;
  readonly grants: readonly Grant[];
  readonly managers: readonly string[];
}

function draftOf(role: Role | undefined, managers: readonly string[]): Draft {
  if (role === undefined) return { name: '', description: '', grants: [], managers };
  const { RoleName, Description, Permissions, RoleManagers } = role;
  return {
    name: RoleName,
    description: Description,
    grants: grantsOf(Permissions),
    managers: RoleManagers,
  };
}

function problemOf({ name, grants }: Draft): string | undefined {
  if (name.trim() === '') return 'Give the role a name.';
  const wrong = grants.some((_, index) => serviceProblem(grants, index) !== undefined);
  return wrong ? 'Name the service of every permission.' : undefined;
}

function bodyOf({ description, grants, managers }: Draft) {
  return {
    Description: description.trim(),
    Permissions: permissionsOf(grants),
    RoleManagers: [...managers],
  };
}

/** Only what was touched is sent, so that two people who change different things both have their way. */
function changesOf(draft: Draft, touched: readonly string[]): Partial<ReturnType<typeof bodyOf>> {
  const { Description, Permissions, RoleManagers } = bodyOf(draft);
  return {
    ...(touched.includes('description') ? { Description } : {}),
    ...(touched.includes('grants') ? { Permissions } : {}),
    ...(touched.includes('managers') ? { RoleManagers } : {}),
  };
}

const words: Words<Draft> = {
  description: ['Description', ({ description }) => description],
  grants: ['Permissions', ({ grants }) => summaryOf(permissionsOf(grants))],
  managers: ['Role managers', ({ managers }) => managers.length > 0 && <Names ids={managers} />],
};

/** No link: following it would lose what is typed. */
function Name({ userId }: { readonly userId: string }) {
  const { data } = useOperation('getUser', { userId });
  return data?.body.DisplayName ?? userId;
}

function Names({ ids }: { readonly ids: readonly string[] }) {
  return ids.map((userId, index) => (
    <Fragment key={userId}>
      {index > 0 && ', '}
      <Name userId={userId} />
    </Fragment>
  ));
}

function flagsOf({ description, grants, managers }: Draft): string[] {
  return [
    ...(description.trim() === '' ? [] : ['--description', description.trim()]),
    ...permissionsOf(grants).flatMap((permission) => ['--permission', permission]),
    ...managers.flatMap((manager) => ['--manager', manager]),
  ];
}

interface FieldsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly named: boolean;
}

function Fields({ draft, onChange, named }: FieldsProps) {
  return (
    <SpaceBetween size="m">
      {!named && (
        <FormField label="Name" description="It stays: a role cannot be renamed.">
          <Input
            value={draft.name}
            autoFocus
            onChange={({ detail }) => onChange({ ...draft, name: detail.value })}
          />
        </FormField>
      )}
      <FormField
        label={
          <>
            Description <i>- optional</i>
          </>
        }
      >
        <Input
          value={draft.description}
          onChange={({ detail }) => onChange({ ...draft, description: detail.value })}
        />
      </FormField>
      <PermissionEditor
        grants={draft.grants}
        strict={false}
        onChange={(grants) => onChange({ ...draft, grants })}
      />
      <ManagersEditor managers={draft.managers} onChange={(managers) => onChange({ ...draft, managers })} />
    </SpaceBetween>
  );
}

interface DialogProps {
  readonly onClose: () => void;
}

/** Creates a role. Whoever creates it manages it, unless that is taken away here. */
export function CreateRole({
  userId,
  onCreated,
  onClose,
}: DialogProps & { readonly userId: string | undefined; readonly onCreated: (role: Role) => void }) {
  const notify = useNotify();
  const [draft, setDraft] = useState(() => draftOf(undefined, userId === undefined ? [] : [userId]));
  const body = { RoleName: draft.name.trim(), ...bodyOf(draft) };
  const create = useChange('createRole', ({ body: role }) => {
    notify({ type: 'success', header: `Role ${role.RoleName} was created` });
    onCreated(role);
  });
  return (
    <Dialog
      title="Create role"
      action="Create role"
      size="large"
      busy={create.isPending}
      error={create.error}
      notYet={problemOf(draft)}
      onAction={() => create.mutate({ input: { body } })}
      onClose={onClose}
      equivalent={
        <Equivalent
          operation="createRole"
          input={{ body }}
          cli={['roles', 'create', body.RoleName, ...flagsOf(draft)]}
        />
      }
    >
      <Fields draft={draft} onChange={setDraft} named={false} />
    </Dialog>
  );
}

/** Changes what a role allows and who manages it; the later of two people is told. */
export function EditRole({ role, onClose }: DialogProps & { readonly role: Role }) {
  const { api } = useConsole();
  const notify = useNotify();
  const editing = useEditing(() => draftOf(role, []));
  const { draft, touched, change } = editing;
  const { RoleId: roleId } = role;
  const body = changesOf(draft, touched);
  const edit = useChange('updateRole', () => {
    notify({
      type: 'success',
      header: `Role ${role.RoleName} was changed`,
      content: 'For everybody who holds it, from the next request on.',
    });
    onClose();
  });
  const sending = useSending(editing, {
    read: async () => draftOf((await api.getRole({ roleId })).body, []),
    send: () => edit.mutateAsync({ input: { roleId, body } }),
  });
  const flags = flagsOf({ ...draftOf(undefined, []), ...only(draft, touched) });
  return (
    <Dialog
      title={`Edit role ${role.RoleName}`}
      action="Save changes"
      size="large"
      busy={sending.isPending}
      error={sending.error}
      notYet={problemOf(draft) ?? (touched.length === 0 ? 'Nothing is changed.' : undefined)}
      onAction={() => sending.mutate()}
      onClose={onClose}
      equivalent={
        <Equivalent
          operation="updateRole"
          input={{ roleId, body }}
          cli={['roles', 'edit', role.RoleName, ...flags]}
        />
      }
    >
      <MeanwhileEdited what="role" editing={editing} words={words} />
      <Fields draft={draft} onChange={change} named />
    </Dialog>
  );
}
