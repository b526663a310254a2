import { useEvery } from '../../api/every.ts';
import type { Entry } from '../../api/pages.ts';
import { useActing } from '../../api/console.ts';
import type { Rights } from './rights.ts';
import type { ShownUser } from './tab.ts';

/** The role that every user has. */
export const defaultUsersRole = 'SystemRole-DefaultUsers';

type Role = Entry<'listRoles'>;

/** Why a role cannot be given or taken by whoever looks (R1); undefined: it can. */
export type RoleReason = (roleId: string) => string | undefined;

/** All roles, and which of them one has access to: in Super-Admin mode all, else those one holds or manages. */
export function useRoles(me: Rights['me']): {
  readonly roles: readonly Role[];
  readonly reason: RoleReason;
} {
  const acting = useActing();
  const { items } = useEvery('listRoles', {});
  const reason: RoleReason = (roleId) => {
    if (acting.kind === 'super-admin' || me === undefined) return undefined;
    const held = me.Roles.some(({ RoleId }) => RoleId === roleId);
    const managed = items.some((role) => role.RoleId === roleId && role.RoleManagers.includes(me.UserId));
    return held || managed ? undefined : 'Only who holds this role, manages it or is Super-Admin may.';
  };
  return { roles: items, reason };
}

/** What detaching a role means for its user. */
export function detachment(user: ShownUser, roleId: string): string {
  return user.DefaultRoleId === roleId
    ? 'It is the default role: Member takes its place. Credentials that are bound to it stop at once.'
    : 'Credentials that are bound to it stop at once.';
}
