import * as z from 'zod';
import { defineOperations } from './operation.ts';
import { application, durationMinutes, issuedToken, label, listOf, paging } from './wire.ts';

/** Applications are audiences that other services verify tokens for (SPEC section 10). */
export const applicationOperations = defineOperations({
  listApplications: {
    method: 'GET',
    path: '/applications',
    action: 'applications.read',
    summary: 'All applications by id, the built-in ones first',
    impact: 'Nobody can list applications.',
    query: z.strictObject(paging),
    reply: { 200: listOf(application) },
    problems: ['cursor-not-valid'],
    uses: ['table:read'],
  },
  putApplication: {
    method: 'PUT',
    path: '/applications/{applicationId}',
    action: 'applications.manage',
    summary: 'Registers an application, or changes its name or who may use it',
    impact: 'No application can be registered.',
    body: z.strictObject({ Name: label(255), InteractiveOnly: z.boolean().default(false) }),
    reply: { 200: application },
    problems: ['super-admin-mode-required', 'not-for-service-users', 'built-in', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  deleteApplication: {
    method: 'DELETE',
    path: '/applications/{applicationId}',
    action: 'applications.manage',
    summary: 'Removes an application; tokens issued for it stay good until they end',
    impact: 'Applications cannot be removed.',
    reply: { 204: z.undefined() },
    problems: [
      'super-admin-mode-required',
      'not-for-service-users',
      'application-not-found',
      'built-in',
      'changed-meanwhile',
    ],
    uses: ['table:read', 'table:write'],
  },
  createApplicationToken: {
    method: 'POST',
    path: '/applications/{applicationId}/token',
    action: 'applications.token',
    summary: 'Issues a short-lived JWT of the caller for an application',
    impact: 'Nobody can get a token for another application of the platform.',
    body: z.strictObject({ DurationMinutes: durationMinutes.default(60) }),
    reply: { 201: issuedToken },
    problems: [
      'application-not-found',
      'interactive-only',
      'changed-meanwhile',
      'request-in-progress',
      'idempotency-key-reused',
    ],
    uses: ['table:read', 'table:write', 'kms:sign'],
    idempotent: true,
  },
});
