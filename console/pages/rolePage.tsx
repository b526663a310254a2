import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useParams } from 'wouter';
import { useOperation } from '../api/operations.ts';
import { isProblem } from '../api/problem.ts';
import { CopyText } from '../parts/copyText.tsx';
import { useKept } from '../parts/kept.ts';
import { Link, useGo } from '../parts/link.tsx';
import { NoSuch } from '../parts/noSuch.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { Needed, unless, usePower, type Power } from '../parts/power.tsx';
import { ProblemAlert } from '../parts/problemAlert.tsx';
import { roleName } from '../parts/roleName.ts';
import { UserById } from '../parts/userById.tsx';
import { DeleteRole, holdersOf } from './roles/deleteRole.tsx';
import { grantsOf, levelWords } from './roles/permissions.ts';
import { EditRole, type Role } from './roles/roleDialog.tsx';

function missing(role: Role, { asServiceUser, may, userId = '' }: Power): string | undefined {
  if (role.BuiltIn) return 'Built-in roles cannot be changed or deleted.';
  if (asServiceUser) return 'A service user cannot change roles.';
  if (may('roles.manage') || role.RoleManagers.includes(userId)) return undefined;
  return 'To change this role you need to be one of its managers, a role with roles.manage, or Super-Admin mode.';
}

function About({ role }: { readonly role: Role }) {
  return (
    <Container header={<Header variant="h2">Details</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Description', value: role.Description || '–' },
          { label: 'Role id', value: <CopyText text={role.RoleId} what="the role id" /> },
          { label: 'Who holds it', value: <Link to={holdersOf(role)}>Users with this role</Link> },
        ]}
      />
    </Container>
  );
}

function Permissions({ role }: { readonly role: Role }) {
  const grants = grantsOf(role.Permissions);
  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={`(${grants.length})`}
          description="Each level includes the ones before."
        >
          Permissions
        </Header>
      }
      items={grants}
      trackBy="service"
      ariaLabels={{ tableLabel: 'Permissions' }}
      empty={<Box textAlign="center">None: the role only marks who holds it.</Box>}
      columnDefinitions={[
        { id: 'service', header: 'Service', isRowHeader: true, cell: ({ service }) => service },
        { id: 'level', header: 'Level', cell: ({ level }) => levelWords[level] ?? level },
      ]}
    />
  );
}

function Managers({ role }: { readonly role: Role }) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="They may change the role and give it to others, as may those who hold it."
        >
          Role managers
        </Header>
      }
    >
      {role.RoleManagers.length === 0 ? (
        <Box color="text-body-secondary">Nobody in particular.</Box>
      ) : (
        <ul className="plain-list">
          {role.RoleManagers.map((userId) => (
            <li key={userId}>
              <UserById userId={userId} />
            </li>
          ))}
        </ul>
      )}
    </Container>
  );
}

function RoleHeader({
  role,
  open,
}: {
  readonly role: Role;
  readonly open: (dialog: 'edit' | 'delete') => void;
}) {
  const reason = missing(role, usePower());
  return (
    <>
      <Header
        variant="h1"
        {...(role.BuiltIn ? { info: <Badge>Built in</Badge>, description: role.RoleName } : {})}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={() => open('edit')} {...unless(reason)}>
              Edit
            </Button>
            <Button onClick={() => open('delete')} {...unless(reason)}>
              Delete
            </Button>
          </SpaceBetween>
        }
      >
        {roleName(role.RoleName)}
      </Header>
      {!role.BuiltIn && <Needed reason={reason} />}
    </>
  );
}

function OneRole({ roleId }: { readonly roleId: string }) {
  const go = useGo();
  const [dialog, open] = useState<'edit' | 'delete'>();
  const { data, error, refetch } = useOperation('getRole', { roleId });
  const role = useKept(data?.body);
  if (isProblem(error, 'role-not-found'))
    return <NoSuch what="role" id={roleId} to="/roles" others="To the roles" />;
  const problem = <ProblemAlert error={error} retry={() => void refetch()} />;
  if (role === undefined) return error === null ? <Spinner size="large" /> : problem;
  const close = () => open(undefined);
  return (
    <SpaceBetween size="l">
      <PageTitle title={roleName(role.RoleName)} />
      {problem}
      <RoleHeader role={role} open={open} />
      <About role={role} />
      <Permissions role={role} />
      <Managers role={role} />
      {dialog === 'edit' && <EditRole role={role} onClose={close} />}
      {dialog === 'delete' && <DeleteRole role={role} onClose={close} onDeleted={() => go('/roles')} />}
    </SpaceBetween>
  );
}

/** One role: what it allows, and who manages it. */
export default function RolePage() {
  const { roleId = '' } = useParams<{ roleId: string }>();
  return <OneRole key={roleId} roleId={roleId} />;
}
