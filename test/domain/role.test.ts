import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  administratorsRole,
  builtInRoles,
  defaultUsersRole,
  managersRole,
  permissionPattern,
  permits,
  roleAliases,
  servicePattern,
  sufficientFor,
  superAdminRole,
} from '../../shared/domain/role.ts';

const services = ['users', 'roles', 'teams', 'tags', 'resources', 'tokens', 'audit'];
const levels = ['view', 'manage', 'fullaccess'];
const permission = fc
  .tuple(fc.constantFrom(...services, 'warehouse'), fc.constantFrom(...levels))
  .map((parts) => parts.join('.'));

describe('the name of a service', () => {
  it.each(['bi', 'data_lake-2', '7z', 'x'.repeat(63)])('can be %s', (name) => {
    expect(name).toMatch(servicePattern);
  });

  it.each(['', 'Users', '-x', 'a b', 'a.b', 'x'.repeat(64)])('cannot be "%s"', (name) => {
    expect(name).not.toMatch(servicePattern);
  });
});

describe('the permissions that suffice for one', () => {
  it.each([
    ['users.view', ['users.view', 'users.manage', 'users.fullaccess']],
    ['users.manage', ['users.manage', 'users.fullaccess']],
    ['data.lake.fullaccess', ['data.lake.fullaccess']],
  ])('are for %s %j', (wanted, enough) => {
    expect(sufficientFor(wanted)).toEqual(enough);
  });
});

describe('permits', () => {
  it.each([
    ['users.view', 'users.view', true],
    ['users.manage', 'users.view', true],
    ['users.fullaccess', 'users.manage', true],
    ['users.view', 'users.manage', false],
    ['users.manage', 'users.fullaccess', false],
    ['teams.fullaccess', 'users.view', false],
    ['user.fullaccess', 'users.view', false],
    ['warehouse.manage', 'warehouse.view', true],
  ])('%s held, %s wanted: %s', (held, wanted, expected) => {
    expect(permits([held], wanted)).toBe(expected);
  });

  it('nothing held permits nothing', () => {
    fc.assert(fc.property(permission, (wanted) => !permits([], wanted)));
  });

  it('holding more never permits less', () => {
    fc.assert(
      fc.property(fc.array(permission), permission, permission, (held, more, wanted) => {
        if (permits(held, wanted)) expect(permits([...held, more], wanted)).toBe(true);
      }),
    );
  });

  it('what is held is permitted', () => {
    fc.assert(
      fc.property(fc.array(permission, { minLength: 1 }), (held) => held.every((one) => permits(held, one))),
    );
  });

  it('grants nothing for a level that does not exist', () => {
    expect(permits(['users.owner', 'users.', 'users'], 'users.view')).toBe(false);
  });
});

describe('a permission', () => {
  it.each([
    'users.view',
    'my-service.manage',
    's3.fullaccess',
    'a.view',
    'data_lake.view',
    'my_api.manage',
    '9lives.view',
    '1a.view',
    `${'x'.repeat(63)}.view`,
  ])('may be %s', (text) => {
    expect(permissionPattern.test(text)).toBe(true);
  });

  it.each([
    'users',
    'users.',
    '.view',
    'users.VIEW',
    'Users.view',
    'users.owner',
    'a.b.view',
    '_a.view',
    '-a.view',
    'user\u0455.view',
    'data lake.view',
    `${'x'.repeat(64)}.view`,
    'users.view\n',
    '*.view',
  ])('is not %j', (text) => {
    expect(permissionPattern.test(text)).toBe(false);
  });
});

describe('built-in roles', () => {
  it('hold what the specification lists', () => {
    const views = ['users.view', 'roles.view', 'teams.view', 'tags.view', 'resources.view'];
    expect(defaultUsersRole.permissions).toEqual(views);
    expect(managersRole.permissions).toEqual([...views, 'teams.manage', 'tags.manage', 'resources.manage']);
    expect(administratorsRole.permissions).toEqual(services.map((service) => `${service}.fullaccess`));
  });

  it('are known by id, and by short name in requests', () => {
    expect([...builtInRoles.keys()]).toEqual([
      'SystemRole-SystemAdministrators',
      'SystemRole-Managers',
      'SystemRole-DefaultUsers',
    ]);
    expect([...roleAliases].map(([alias, role]) => [alias, role.roleName])).toEqual([
      ['admin', 'SystemRole-SystemAdministrators'],
      ['manager', 'SystemRole-Managers'],
      ['member', 'SystemRole-DefaultUsers'],
    ]);
  });

  it.each([
    [defaultUsersRole, 'SystemRole-DefaultUsers', 'Members: what every user may do'],
    [managersRole, 'SystemRole-Managers', 'Managers: members who also manage teams, tags and resources'],
    [
      administratorsRole,
      'SystemRole-SystemAdministrators',
      'Administrators: full access to all services of this product',
    ],
    [superAdminRole, 'Super-Admin', 'Super-Admin mode'],
  ])('have their name as id, and no managers: %j', (role, name, description) => {
    expect(role).toEqual({
      roleId: name,
      roleName: name,
      description,
      permissions: role.permissions,
      roleManagers: [],
      builtIn: true,
    });
  });

  it('L3 do not include the role of the mode: nobody holds it', () => {
    expect([...builtInRoles.values(), ...roleAliases.values()]).not.toContain(superAdminRole);
  });
});
