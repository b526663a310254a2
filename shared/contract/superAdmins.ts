import * as z from 'zod';
import { defineOperations } from './operation.ts';
import { userRef } from './wire.ts';

/** Who may switch to Super-Admin (SPEC section 4). */
export const superAdminOperations = defineOperations({
  listSuperAdmins: {
    method: 'GET',
    path: '/super-admins',
    action: 'superAdmins.manage',
    summary: 'The Super-Admin members known so far',
    impact: 'Super-Admins cannot see who else is one.',
    reply: { 200: z.object({ Items: z.array(userRef.extend({ Enabled: z.boolean() })) }) },
    problems: ['super-admin-mode-required', 'not-for-service-users'],
    uses: ['table:read'],
  },
  addSuperAdmin: {
    method: 'PUT',
    path: '/super-admins/{userId}',
    action: 'superAdmins.manage',
    summary: 'Makes a person a Super-Admin member',
    impact: 'No further Super-Admin can be added.',
    reply: { 204: z.undefined() },
    problems: [
      'super-admin-mode-required',
      'not-for-service-users',
      'user-not-found',
      'super-admin-must-be-person',
      'user-disabled',
      'limit-reached',
      'changed-meanwhile',
    ],
    uses: ['table:read', 'table:write'],
  },
  removeSuperAdmin: {
    method: 'DELETE',
    path: '/super-admins/{userId}',
    action: 'superAdmins.manage',
    summary: 'Ends the Super-Admin membership of a person, and the mode with it',
    impact: 'A former Super-Admin cannot be removed.',
    reply: { 204: z.undefined() },
    problems: [
      'super-admin-mode-required',
      'not-for-service-users',
      'user-not-found',
      'member-not-found',
      'last-super-admin',
      'changed-meanwhile',
    ],
    uses: ['table:read', 'table:write'],
  },
});
