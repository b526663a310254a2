import { useOperation } from '../api/operations.ts';
import { Link } from './link.tsx';
import { roleName } from './roleName.ts';

/** The name of a role of which only the id is known. The mode's role is not one that anybody can look up. */
export function RoleById({ roleId }: { readonly roleId: string }) {
  const custom = roleId.startsWith('rol_');
  const { data } = useOperation('getRole', { roleId }, { enabled: custom });
  if (!custom) return <>{roleName(roleId)}</>;
  if (data === undefined) return <code>{roleId}</code>;
  return <Link to={`/roles/${roleId}`}>{data.body.RoleName}</Link>;
}
