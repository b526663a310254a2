import * as z from 'zod';
import { maxTeamsPerUser } from '../domain/user.ts';
import { defineOperations } from './operation.ts';
import {
  auditEvent,
  deletion,
  deletionReceipt,
  label,
  listOf,
  longLivedToken,
  newLongLivedToken,
  paging,
  roleId,
  text,
  user,
  userRef,
} from './wire.ts';

const names = z.array(z.string().min(1).max(255)).max(50);
const teams = `at most ${maxTeamsPerUser - 1} teams beside Public, which is always among them.`;

/** Operations on users of both kinds (SPEC sections 2, 8 and 13). */
export const userOperations = defineOperations({
  getMe: {
    method: 'GET',
    path: '/users/me',
    action: 'users.read',
    summary: 'The user that the request runs as',
    impact: 'Nobody can see who they act as; consoles and clients cannot start.',
    reply: {
      200: user.extend({
        ActiveRole: z.object({ RoleId: z.string(), RoleName: z.string(), Permissions: z.array(z.string()) }),
        SuperAdminMode: z.boolean(),
        AssumedBy: userRef.optional().meta({ description: 'The person who assumed the service user.' }),
        SessionExpiresAt: z.iso
          .datetime()
          .optional()
          .meta({ description: 'When the auth token in use ends.' }),
      }),
    },
    problems: ['user-not-found'],
    uses: ['table:read'],
  },
  listUsers: {
    method: 'GET',
    path: '/users',
    action: 'users.read',
    summary: 'All users, both kinds and every status, filtered and sorted, page by page',
    impact: 'Nobody can list or find users.',
    query: z.strictObject({
      action: z.literal('get_service_users').optional(),
      type: z.enum(['service', 'human']).optional(),
      status: z.array(z.enum(['enabled', 'disabled', 'deleting'])).optional(),
      role: names.optional().meta({ description: 'Ids or names; any of them.' }),
      team: names.optional().meta({ description: 'Ids or names; any of them.' }),
      name: text(255)
        .min(1)
        .optional()
        .meta({ description: 'Part of the display or user name, in any case and form.' }),
      sort: z.enum(['name', 'created', 'lastActive', 'role']).default('name'),
      order: z.enum(['asc', 'desc']).default('asc'),
      ...paging,
    }),
    reply: { 200: listOf(user) },
    problems: ['cursor-not-valid'],
    uses: ['table:read'],
  },
  getUser: {
    method: 'GET',
    path: '/users/{userId}',
    action: 'users.read',
    summary: 'One user',
    impact: 'Nobody can look at a user.',
    reply: { 200: user },
    problems: ['user-not-found'],
    uses: ['table:read'],
  },
  createUser: {
    method: 'POST',
    path: '/users',
    action: 'users.create',
    summary: 'Creates a service user',
    impact: 'Super-Admins cannot create service users.',
    body: z.strictObject({
      Name: label(128).normalize('NFC'),
      Role: z
        .string()
        .min(1)
        .max(255)
        .optional()
        .meta({ description: 'Admin, Manager, Member, or the id or name of a role.' }),
      Teams: names.optional().meta({ description: `Ids or names of ${teams}` }),
      Description: text(1000).optional(),
      Token: newLongLivedToken
        .optional()
        .meta({ description: 'A first token, stored together with the user or not at all.' }),
    }),
    reply: { 201: user.extend({ Token: longLivedToken.optional() }) },
    located: true,
    problems: [
      'super-admin-mode-required',
      'not-for-service-users',
      'unknown-role-or-team',
      'name-not-usable',
      'name-taken',
      'role-not-held',
      'changed-meanwhile',
      'request-in-progress',
      'idempotency-key-reused',
    ],
    uses: ['table:read', 'table:write', 'tokens:issue'],
    idempotent: true,
  },
  updateUser: {
    method: 'PATCH',
    path: '/users/{userId}',
    action: 'users.edit',
    summary: 'Changes the display name, description, default role or teams of a user',
    impact: 'Nobody can edit users.',
    body: z.strictObject({
      DisplayName: label(255).optional(),
      Description: text(1000).optional(),
      DefaultRoleId: roleId.optional(),
      Teams: names.optional().meta({ description: `The new set: ids or names of ${teams}` }),
    }),
    reply: { 200: user },
    problems: [
      'not-for-service-users',
      'user-not-found',
      'role-not-held',
      'unknown-role-or-team',
      'user-deleting',
      'version-stale',
      'changed-meanwhile',
    ],
    uses: ['table:read', 'table:write'],
    conditional: true,
  },
  enableUser: {
    method: 'POST',
    path: '/users/{userId}/enable',
    action: 'users.enable',
    summary: 'Enables a user; tokens from before stay dead',
    impact: 'Disabled users cannot be enabled again.',
    reply: { 200: user },
    problems: ['not-for-service-users', 'user-not-found', 'user-deleting', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  disableUser: {
    method: 'POST',
    path: '/users/{userId}/disable',
    action: 'users.disable',
    summary: 'Disables a user and stops all of its credentials at once',
    impact: 'A leaked or misused service user cannot be stopped.',
    reply: { 200: user },
    problems: [
      'not-for-service-users',
      'user-not-found',
      'user-deleting',
      'last-super-admin',
      'changed-meanwhile',
    ],
    uses: ['table:read', 'table:write'],
  },
  deleteUser: {
    method: 'DELETE',
    path: '/users/{userId}',
    action: 'users.delete',
    summary: 'Deletes a disabled user and hands everything it owns to another person',
    impact: 'Users cannot be deleted, or a delete that has begun does not end.',
    query: z.strictObject({
      transferTo: text(255)
        .optional()
        .meta({ description: 'The person who receives resources, tags and managed roles.' }),
    }),
    reply: { 200: deletionReceipt, 202: user },
    problems: [
      'not-for-service-users',
      'must-be-disabled-first',
      'transfer-user-unsuitable',
      'user-not-found',
      'transfer-user-missing',
      'user-deleting',
      'changed-meanwhile',
    ],
    uses: ['table:read', 'table:write'],
  },
  getDeletion: {
    method: 'GET',
    path: '/users/{userId}/deletion',
    action: 'users.read',
    summary: 'How far the delete of a user is, and its receipt once the user is gone',
    impact: 'Nobody can see how far a delete is, or what it moved.',
    reply: { 200: deletion },
    problems: ['user-not-found', 'deletion-not-found'],
    uses: ['table:read'],
  },
  signOutUser: {
    method: 'POST',
    path: '/users/{userId}/sign-out',
    alsoAt: ['/users/me/sign-out'],
    action: 'users.signOut',
    summary: 'Ends every session and token of a person that was issued before now',
    impact: 'Sessions of a person cannot be ended from here.',
    reply: { 204: z.undefined() },
    problems: [
      'not-for-service-users',
      'user-not-found',
      'service-user-sign-out',
      'user-deleting',
      'changed-meanwhile',
    ],
    uses: ['table:read', 'table:write'],
  },
  listEvents: {
    method: 'GET',
    path: '/users/{userId}/events',
    alsoAt: ['/users/me/events'],
    action: 'events.read',
    summary: 'What happened to a user, newest first',
    impact: 'Nobody can read the audit trail.',
    query: z.strictObject(paging),
    reply: { 200: listOf(auditEvent) },
    problems: ['not-for-service-users', 'user-not-found', 'cursor-not-valid'],
    uses: ['table:read'],
  },
});
