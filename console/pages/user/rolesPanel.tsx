import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { KeepsFocus } from '../../parts/focus.tsx';
import { Link } from '../../parts/link.tsx';
import { useNotify } from '../../parts/notices.tsx';
import { roleName } from '../../parts/roleName.ts';
import { orWhyNot } from './reason.ts';
import { useRights } from './rights.ts';
import { defaultUsersRole, detachment, useRoles, type RoleReason } from './roles.ts';
import type { ShownUser } from './tab.ts';

interface ChangeProps {
  readonly user: ShownUser;
  readonly onClose: () => void;
}

function AttachDialog({ user, onClose }: ChangeProps) {
  const { me } = useRights(user);
  const { roles, reason } = useRoles(me);
  const [roleId, choose] = useState('');
  const attach = useChange('attachRole', () => {
    notify({ type: 'success', header: `${user.DisplayName} holds ${chosen?.label ?? 'the role'} now` });
    onClose();
  });
  const notify = useNotify();
  const input = { userId: user.UserId, roleId };
  const options = roles
    .filter((role) => !user.Roles.some(({ RoleId }) => RoleId === role.RoleId))
    .map(({ RoleId, RoleName, Description }) => {
      const whyNot = reason(RoleId);
      const label = roleName(RoleName);
      return {
        value: RoleId,
        label,
        description: Description,
        ...(whyNot === undefined ? {} : { disabled: true, disabledReason: whyNot }),
      };
    });
  const chosen = options.find(({ value }) => value === roleId);
  const onAction = () => attach.mutate({ input });
  return (
    <Dialog
      title={`Attach a role to ${user.DisplayName}`}
      action="Attach"
      onAction={onAction}
      onClose={onClose}
      busy={attach.isPending}
      error={attach.error}
      notYet={roleId === '' ? 'Choose a role.' : undefined}
      equivalent={
        <Equivalent
          operation="attachRole"
          input={{ ...input, roleId: roleId || 'ROLE' }}
          cli={['roles', 'attach', user.UserName, roleId || 'ROLE']}
        />
      }
    >
      <FormField
        label="Role"
        description="A request runs under one role at a time, never under all together."
      >
        <Select
          options={options}
          selectedOption={chosen ?? null}
          // Always: it must not change while the list is open and roles still arrive.
          filteringType="auto"
          filteringAriaLabel="Find roles"
          placeholder="Choose a role"
          empty="It holds every role there is"
          onChange={({ detail }) => choose(detail.selectedOption.value ?? '')}
        />
      </FormField>
    </Dialog>
  );
}

type Held = ShownUser['Roles'][number];

function DetachDialog({ user, role, onClose }: ChangeProps & { readonly role: Held }) {
  const detach = useChange('detachRole', () => {
    notify({ type: 'success', header: `${user.DisplayName} holds ${name} no longer` });
    onClose();
  });
  const notify = useNotify();
  const input = { userId: user.UserId, roleId: role.RoleId };
  const name = roleName(role.RoleName);
  const onAction = () => detach.mutate({ input });
  return (
    <Dialog
      title={`Detach ${name}`}
      action="Detach"
      onAction={onAction}
      onClose={onClose}
      busy={detach.isPending}
      error={detach.error}
      equivalent={
        <Equivalent
          operation="detachRole"
          input={input}
          cli={['roles', 'detach', user.UserName, role.RoleId]}
        />
      }
    >
      <Box variant="p">
        {user.DisplayName} loses the role {name}. {detachment(user, role.RoleId)}
      </Box>
    </Dialog>
  );
}

function whyKept(roleId: string, { whyNot, reason }: { whyNot: string | undefined; reason: RoleReason }) {
  if (roleId === defaultUsersRole) return 'Every user has this role.';
  return whyNot ?? reason(roleId);
}

/** The roles of a user, and what can be done about them. */
export function RolesPanel({ user }: { readonly user: ShownUser }) {
  const rights = useRights(user);
  const whyNot = user.Status === 'deleting' ? 'It is being deleted.' : rights.whyNot;
  const { reason } = useRoles(rights.me);
  const [open, setOpen] = useState<'attach' | Held>();
  const close = () => setOpen(undefined);
  return (
    <>
      <KeepsFocus>
        <Table
          items={user.Roles}
          trackBy="RoleId"
          ariaLabels={{ tableLabel: 'Roles' }}
          header={
            <Header
              variant="h2"
              counter={`(${user.Roles.length})`}
              description="A request runs under one of them: the default role, or the one it asks for."
              actions={
                <Button onClick={() => setOpen('attach')} {...orWhyNot(whyNot)}>
                  Attach a role
                </Button>
              }
            >
              Roles
            </Header>
          }
          columnDefinitions={[
            {
              id: 'name',
              header: 'Role',
              isRowHeader: true,
              cell: ({ RoleId, RoleName }) => (
                <SpaceBetween direction="horizontal" size="xs">
                  <Link to={`/roles/${RoleId}`}>{roleName(RoleName)}</Link>
                  {RoleId === user.DefaultRoleId && <StatusIndicator type="info">Default</StatusIndicator>}
                </SpaceBetween>
              ),
            },
            {
              id: 'detach',
              header: 'Actions',
              cell: (role) => (
                <Button
                  variant="inline-link"
                  ariaLabel={`Detach ${roleName(role.RoleName)}`}
                  onClick={() => setOpen(role)}
                  {...orWhyNot(whyKept(role.RoleId, { whyNot, reason }))}
                >
                  Detach
                </Button>
              ),
            },
          ]}
        />
      </KeepsFocus>
      {open === 'attach' && <AttachDialog user={user} onClose={close} />}
      {typeof open === 'object' && <DetachDialog user={user} role={open} onClose={close} />}
    </>
  );
}
