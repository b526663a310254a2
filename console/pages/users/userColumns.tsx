import type { TableProps } from '@cloudscape-design/components/table';
import type { Entry } from '../../api/pages.ts';
import { roleName } from '../../parts/roleName.ts';
import { UserName, UserStatus } from '../../parts/userName.tsx';
import { When } from '../../parts/when.tsx';

/** A user in the list. */
export type ListedUser = Entry<'listUsers'>;

function roleOf({ Roles, DefaultRoleId }: ListedUser): string {
  const name = roleName(Roles.find(({ RoleId }) => RoleId === DefaultRoleId)?.RoleName ?? DefaultRoleId);
  const others = Roles.length - 1;
  return others > 0 ? `${name} +${others}` : name;
}

/** The columns; `sortingField` is the API's own name of the order. */
export const userColumns: readonly TableProps.ColumnDefinition<ListedUser>[] = [
  {
    id: 'name',
    header: 'Name',
    sortingField: 'name',
    width: 262,
    minWidth: 240,
    isRowHeader: true,
    cell: (user) => <UserName user={user} />,
  },
  {
    id: 'status',
    header: 'Status',
    width: 126,
    minWidth: 100,
    cell: ({ Status }) => <UserStatus status={Status} />,
  },
  {
    id: 'type',
    header: 'Type',
    width: 124,
    minWidth: 100,
    cell: ({ IsServiceUser }) => (IsServiceUser ? 'Service user' : 'Person'),
  },
  { id: 'role', header: 'Role', sortingField: 'role', width: 122, minWidth: 110, cell: roleOf },
  {
    id: 'lastActive',
    header: 'Last active',
    sortingField: 'lastActive',
    width: 134,
    minWidth: 120,
    cell: ({ LastActiveAt }) => <When at={LastActiveAt} />,
  },
  {
    id: 'teams',
    header: 'Teams',
    width: 106,
    minWidth: 100,
    cell: ({ Teams }) => Teams.map(({ TeamName }) => TeamName).join(', '),
  },
  {
    id: 'created',
    header: 'Created',
    sortingField: 'created',
    width: 116,
    minWidth: 100,
    cell: ({ CreatedAt }) => <When at={CreatedAt} />,
  },
  {
    id: 'createdBy',
    header: 'Created by',
    width: 150,
    minWidth: 120,
    cell: ({ CreatedBy }) => CreatedBy.DisplayName,
  },
  { id: 'id', header: 'User id', width: 280, minWidth: 220, cell: ({ UserId }) => <code>{UserId}</code> },
];

/** What is shown until somebody chooses otherwise. */
export const shownColumns = ['name', 'status', 'type', 'role', 'lastActive', 'teams', 'created'];
