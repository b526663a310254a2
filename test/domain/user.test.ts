import { describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { defaultUsersRole, managersRole } from '../../shared/domain/role.ts';
import { instant } from '../../shared/domain/time.ts';
import { holdsRole, publicTeam, revised, withoutRole, type ServiceUser } from '../../shared/domain/user.ts';

const loader: ServiceUser = {
  kind: 'service',
  userId: newId('serviceUser'),
  userName: 'svc-loader@service',
  displayName: 'svc-loader',
  description: '',
  status: 'enabled',
  roles: {
    'SystemRole-DefaultUsers': 'SystemRole-DefaultUsers',
    'SystemRole-Managers': 'SystemRole-Managers',
  },
  defaultRoleId: managersRole.roleId,
  teams: { Public: 'Public' },
  generation: 1,
  version: 1,
  createdAt: instant(0),
  createdBy: { userId: 'usr_x', displayName: 'Ada' },
  updatedAt: instant(0),
  lastActiveAt: undefined,
};

describe('roles of a user', () => {
  it('R7 are held only while attached', () => {
    expect(holdsRole(loader, 'SystemRole-Managers')).toBe(true);
    const detached = { ...loader, ...withoutRole(loader, 'SystemRole-Managers') };
    expect(holdsRole(detached, 'SystemRole-Managers')).toBe(false);
    expect(holdsRole(detached, 'SystemRole-DefaultUsers')).toBe(true);
  });

  it('are never held by the names of object properties', () => {
    expect(['__proto__', 'constructor', 'toString', ''].filter((name) => holdsRole(loader, name))).toEqual(
      [],
    );
  });

  it('fall back to the default-users role when the default role is detached', () => {
    expect(withoutRole(loader, 'SystemRole-Managers').defaultRoleId).toBe(defaultUsersRole.roleId);
  });

  it('keep the default role when another one is detached', () => {
    const user = { ...loader, roles: { ...loader.roles, rol_x: 'Loaders' } };
    expect(withoutRole(user, 'rol_x')).toEqual({ roles: loader.roles, defaultRoleId: loader.defaultRoleId });
  });
});

describe('a user', () => {
  it('has a higher version after every change, and nothing else changes', () => {
    expect(revised(loader, { displayName: 'Loader' }, instant(7))).toEqual({
      ...loader,
      displayName: 'Loader',
      version: 2,
      updatedAt: 7,
    });
  });

  it('C7 has Public as a team whose id is its name', () => {
    expect(publicTeam).toEqual({ teamId: 'Public', teamName: 'Public' });
  });
});
