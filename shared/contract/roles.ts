import * as z from 'zod';
import { maxRoleManagers } from '../domain/role.ts';
import { defineOperations } from './operation.ts';
import { listOf, name, paging, permission, role, text, user, userId } from './wire.ts';

/** Kept short enough that a token's scope stays below what KMS signs in one call. */
const permissions = z
  .array(permission)
  .max(50)
  .refine((list) => list.join(' ').length <= 1500, 'must not exceed 1,500 characters in all');
const roleManagers = z.array(userId).max(maxRoleManagers);

/** Roles and who holds them (SPEC section 3). */
export const roleOperations = defineOperations({
  listRoles: {
    method: 'GET',
    path: '/roles',
    action: 'roles.read',
    summary: 'All roles by name, the built-in ones first',
    impact: 'Nobody can list roles.',
    query: z.strictObject(paging),
    reply: { 200: listOf(role) },
    problems: ['cursor-not-valid'],
    uses: ['table:read'],
  },
  getRole: {
    method: 'GET',
    path: '/roles/{roleId}',
    action: 'roles.read',
    summary: 'One role with its permissions and managers',
    impact: 'Nobody can look at a role.',
    reply: { 200: role },
    problems: ['role-not-found'],
    uses: ['table:read'],
  },
  createRole: {
    method: 'POST',
    path: '/roles',
    action: 'roles.create',
    summary: 'Creates a role',
    impact: 'No role can be created.',
    body: z.strictObject({
      RoleName: name(128),
      Description: text(1000).optional(),
      Permissions: permissions,
      RoleManagers: roleManagers.optional().meta({ description: 'User ids; the caller when left out.' }),
    }),
    reply: { 201: role },
    problems: [
      'not-for-service-users',
      'name-taken',
      'changed-meanwhile',
      'request-in-progress',
      'idempotency-key-reused',
    ],
    uses: ['table:read', 'table:write'],
    idempotent: true,
  },
  updateRole: {
    method: 'PATCH',
    path: '/roles/{roleId}',
    action: 'roles.edit',
    summary: 'Changes the description, permissions or managers of a role; at once for everybody who holds it',
    impact: 'Roles cannot be changed.',
    body: z.strictObject({
      Description: text(1000).optional(),
      Permissions: permissions.optional(),
      RoleManagers: roleManagers.optional(),
    }),
    reply: { 200: role },
    problems: ['not-for-service-users', 'role-not-found', 'built-in', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  deleteRole: {
    method: 'DELETE',
    path: '/roles/{roleId}',
    action: 'roles.edit',
    summary: 'Deletes a role that nobody holds',
    impact: 'Unused roles stay.',
    reply: { 204: z.undefined() },
    problems: ['not-for-service-users', 'role-not-found', 'built-in', 'role-in-use', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  attachRole: {
    method: 'PUT',
    path: '/users/{userId}/roles/{roleId}',
    action: 'roles.attach',
    summary: 'Attaches a role to a user',
    impact: 'No role can be given to a user.',
    reply: { 200: user },
    problems: [
      'not-for-service-users',
      'user-not-found',
      'role-not-found',
      'user-deleting',
      'limit-reached',
      'changed-meanwhile',
    ],
    uses: ['table:read', 'table:write'],
  },
  detachRole: {
    method: 'DELETE',
    path: '/users/{userId}/roles/{roleId}',
    action: 'roles.attach',
    summary: 'Detaches a role from a user; credentials bound to it stop at once',
    impact: 'A role cannot be taken away.',
    reply: { 200: user },
    problems: [
      'not-for-service-users',
      'user-not-found',
      'role-not-found',
      'role-not-attached',
      'built-in',
      'user-deleting',
      'changed-meanwhile',
    ],
    uses: ['table:read', 'table:write'],
  },
});
