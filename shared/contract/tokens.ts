import * as z from 'zod';
import { defineOperations } from './operation.ts';
import { expiresInDays, label, listOf, longLivedToken, paging, roleId } from './wire.ts';

const problems = ['user-not-found', 'token-not-found', 'changed-meanwhile'] as const;

/** Long-lived tokens: service tokens of service users, personal access tokens of oneself (SPEC section 6). */
export const tokenOperations = defineOperations({
  listTokens: {
    method: 'GET',
    path: '/users/{userId}/tokens',
    alsoAt: ['/users/me/tokens'],
    action: 'tokens.manage',
    summary: 'The long-lived tokens of a service user or of oneself, newest first; never their values',
    impact: 'Nobody can see which tokens exist.',
    query: z.strictObject(paging),
    reply: { 200: listOf(longLivedToken) },
    problems: ['user-not-found', 'cursor-not-valid'],
    uses: ['table:read'],
  },
  createToken: {
    method: 'POST',
    path: '/users/{userId}/tokens',
    alsoAt: ['/users/me/tokens'],
    action: 'tokens.manage',
    summary: 'Creates a long-lived token; its value is in this answer only',
    impact: 'No token can be created; new pipelines cannot start.',
    body: z.strictObject({
      Name: label(255),
      ExpiresInDays: expiresInDays,
      RoleId: roleId.optional().meta({ description: 'An attached role that the token is bound to.' }),
      AllowedCidrs: z
        .array(z.union([z.cidrv4(), z.cidrv6()]))
        .min(1)
        .max(20)
        .optional()
        .meta({ description: 'Address ranges from which the token is accepted; any when left out.' }),
    }),
    reply: { 201: longLivedToken },
    problems: [
      'user-not-found',
      'role-not-held',
      'token-policy',
      'token-name-taken',
      'user-disabled',
      'changed-meanwhile',
      'request-in-progress',
      'idempotency-key-reused',
    ],
    uses: ['table:read', 'table:write'],
    idempotent: true,
  },
  revokeToken: {
    method: 'POST',
    path: '/users/{userId}/tokens/{tokenId}/revoke',
    alsoAt: ['/users/me/tokens/{tokenId}/revoke'],
    action: 'tokens.manage',
    summary: 'Revokes a token at once, with every secret of it that still works',
    impact: 'A leaked token cannot be stopped by itself.',
    reply: { 200: longLivedToken },
    problems,
    uses: ['table:read', 'table:write'],
  },
  restoreToken: {
    method: 'POST',
    path: '/users/{userId}/tokens/{tokenId}/restore',
    alsoAt: ['/users/me/tokens/{tokenId}/restore'],
    action: 'tokens.manage',
    summary: 'Restores a revoked, unexpired token of an enabled user',
    impact: 'Revoked tokens cannot be restored.',
    reply: { 200: longLivedToken },
    problems: [...problems, 'token-not-revoked', 'token-expired', 'token-policy', 'user-disabled'],
    uses: ['table:read', 'table:write'],
  },
  rotateToken: {
    method: 'POST',
    path: '/users/{userId}/tokens/{tokenId}/rotate',
    alsoAt: ['/users/me/tokens/{tokenId}/rotate'],
    action: 'tokens.manage',
    summary: 'Gives a token a new secret now; the old one ends after the overlap',
    impact: 'Tokens cannot be rotated without an interruption.',
    body: z.strictObject({ OverlapMinutes: z.int().min(0).max(10_080).default(0) }),
    reply: { 200: longLivedToken },
    problems: [...problems, 'token-not-active', 'token-policy', 'user-disabled', 'limit-reached'],
    uses: ['table:read', 'table:write'],
  },
  deleteToken: {
    method: 'DELETE',
    path: '/users/{userId}/tokens/{tokenId}',
    alsoAt: ['/users/me/tokens/{tokenId}'],
    action: 'tokens.manage',
    summary: 'Deletes a revoked or expired token and frees its name',
    impact: 'Dead tokens stay in the list.',
    reply: { 204: z.undefined() },
    problems: [...problems, 'token-still-active'],
    uses: ['table:read', 'table:write'],
  },
});
