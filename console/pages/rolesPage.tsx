import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { usePages, type Entry } from '../api/pages.ts';
import { Link, useGo } from '../parts/link.tsx';
import { ListTable } from '../parts/listTable.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { Needed, unless, usePower, type Power } from '../parts/power.tsx';
import { roleName } from '../parts/roleName.ts';
import { UserById } from '../parts/userById.tsx';
import { summaryOf } from './roles/permissions.ts';
import { CreateRole } from './roles/roleDialog.tsx';

type Role = Entry<'listRoles'>;

function Managers({ ids }: { readonly ids: readonly string[] }) {
  const [first] = ids;
  if (first === undefined) return <>–</>;
  return (
    <>
      <UserById userId={first} short />
      {ids.length > 1 && ` +${ids.length - 1}`}
    </>
  );
}

const columns: readonly TableProps.ColumnDefinition<Role>[] = [
  {
    id: 'name',
    header: 'Name',
    minWidth: 200,
    isRowHeader: true,
    cell: ({ RoleId, RoleName, BuiltIn }) => (
      <SpaceBetween direction="horizontal" size="xs">
        <Link to={`/roles/${encodeURIComponent(RoleId)}`}>{roleName(RoleName)}</Link>
        {BuiltIn && <Badge>Built in</Badge>}
      </SpaceBetween>
    ),
  },
  { id: 'description', header: 'Description', minWidth: 200, cell: ({ Description }) => Description || '–' },
  {
    id: 'permissions',
    header: 'Permissions',
    minWidth: 260,
    cell: ({ Permissions }) => summaryOf(Permissions),
  },
  {
    id: 'managers',
    header: 'Managers',
    minWidth: 140,
    cell: ({ RoleManagers }) => <Managers ids={RoleManagers} />,
  },
];

function missing({ asServiceUser, may }: Power): string | undefined {
  if (asServiceUser) return 'A service user cannot create roles.';
  if (may('roles.manage')) return undefined;
  return 'To create roles you need a role with roles.manage, or Super-Admin mode.';
}

/** All roles. */
export default function RolesPage() {
  const pages = usePages('listRoles', { query: { limit: 50 } });
  const power = usePower();
  const go = useGo();
  const [creating, create] = useState(false);
  const reason = missing(power);
  return (
    <SpaceBetween size="m">
      <PageTitle title="Roles" />
      <ListTable
        level="h1"
        pages={pages}
        title="Roles"
        description="What users may do. A request runs under one role at a time."
        columns={columns}
        trackBy="RoleId"
        empty={{ title: 'No roles' }}
        actions={
          <Button variant="primary" onClick={() => create(true)} {...unless(reason)}>
            Create role
          </Button>
        }
      />
      <Needed reason={reason} />
      {creating && (
        <CreateRole
          userId={power.userId}
          onClose={() => create(false)}
          onCreated={({ RoleId }) => go(`/roles/${RoleId}`)}
        />
      )}
    </SpaceBetween>
  );
}
