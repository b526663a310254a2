import Box from '@cloudscape-design/components/box';
import { isProblem } from '../../api/problem.ts';
import { useChange } from '../../api/operations.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { Link } from '../../parts/link.tsx';
import { useNotify } from '../../parts/notices.tsx';
import type { Role } from './roleDialog.tsx';

interface DeleteRoleProps {
  readonly role: Role;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

/** Where the users are who hold a role. */
export function holdersOf({ RoleName }: Pick<Role, 'RoleName'>): string {
  return `/users?role=${encodeURIComponent(RoleName)}&disabled=`;
}

/** Deletes a role that nobody holds; says where those are who do. */
export function DeleteRole({ role, onDeleted, onClose }: DeleteRoleProps) {
  const notify = useNotify();
  const input = { roleId: role.RoleId };
  const remove = useChange('deleteRole', () => {
    notify({ type: 'success', header: `Role ${role.RoleName} was deleted` });
    onDeleted();
  });
  return (
    <Dialog
      title={`Delete role ${role.RoleName}?`}
      action="Delete role"
      busy={remove.isPending}
      error={remove.error}
      onAction={() => remove.mutate({ input })}
      onClose={onClose}
      equivalent={
        <Equivalent operation="deleteRole" input={input} cli={['roles', 'delete', role.RoleName, '--yes']} />
      }
    >
      <Box>
        Only a role that nobody holds can be deleted. Its permissions and its list of managers are gone then;
        this cannot be undone.
      </Box>
      {isProblem(remove.error, 'role-in-use') && (
        <Link to={holdersOf(role)}>See who holds {role.RoleName}</Link>
      )}
    </Dialog>
  );
}
