import { newId } from '../../shared/domain/ids.ts';
import { defaultUsersRole } from '../../shared/domain/role.ts';
import { instant } from '../../shared/domain/time.ts';
import { publicTeam, type ServiceUser } from '../../shared/domain/user.ts';

/** A service user that is fresh, enabled and a member of nothing, but for what is given. */
export function aServiceUser(given: Partial<ServiceUser> = {}): ServiceUser {
  const userId = newId('serviceUser');
  const createdAt = instant(1_750_000_000_000);
  return {
    kind: 'service',
    userId,
    userName: `${userId}@service`,
    displayName: 'svc-loader',
    description: '',
    status: 'enabled',
    roles: { [defaultUsersRole.roleId]: defaultUsersRole.roleName },
    defaultRoleId: defaultUsersRole.roleId,
    teams: { [publicTeam.teamId]: publicTeam.teamName },
    generation: 1,
    version: 1,
    createdAt,
    createdBy: { userId: 'usr_00000000000000000000000001', displayName: 'Ada' },
    updatedAt: createdAt,
    lastActiveAt: undefined,
    ...given,
  };
}
