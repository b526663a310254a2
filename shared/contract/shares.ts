import * as z from 'zod';
import { defineOperations } from './operation.ts';
import { accessType, flag, listOf, paging, share } from './wire.ts';

const body = z.strictObject({ AccessType: accessType });
const problems = ['not-for-service-users', 'user-not-found', 'person-not-shareable'] as const;
const whenSharing = ['access-type-not-allowed', 'user-deleting', 'changed-meanwhile'] as const;

/** Sharing service users with people and tags, as Owner only (SPEC section 7). */
export const shareOperations = defineOperations({
  listShares: {
    method: 'GET',
    path: '/users/{userId}/shares',
    action: 'users.share',
    summary: 'With whom a service user is shared',
    impact: 'Nobody can see who has access to a service user.',
    query: z.strictObject(paging),
    reply: { 200: listOf(share) },
    problems: [...problems, 'cursor-not-valid'],
    uses: ['table:read'],
  },
  shareWithUser: {
    method: 'PUT',
    path: '/users/{userId}/shares/users/{granteeId}',
    action: 'users.share',
    summary: 'Shares a service user with a person',
    impact: 'Nobody can give a person access to a service user.',
    body,
    reply: { 200: share },
    problems: [...problems, ...whenSharing, 'grantee-not-person'],
    uses: ['table:read', 'table:write'],
  },
  unshareWithUser: {
    method: 'DELETE',
    path: '/users/{userId}/shares/users/{granteeId}',
    action: 'users.share',
    summary: 'Takes the share of a person away, and ends what the person did with it',
    impact: 'The access of a person cannot be taken away.',
    query: z.strictObject({
      revokeTokens: flag.meta({ description: 'Revokes the tokens that the person created.' }),
    }),
    reply: { 200: z.object({ TokensCreatedByGrantee: z.array(z.string()) }) },
    problems: [...problems, 'share-not-found', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  shareWithTag: {
    method: 'PUT',
    path: '/users/{userId}/shares/tags/{tagId}',
    action: 'users.share',
    summary: 'Shares a service user with the people on a tag',
    impact: 'Nobody can share a service user with a tag.',
    body,
    reply: { 200: share },
    problems: [...problems, ...whenSharing, 'tag-not-found'],
    uses: ['table:read', 'table:write'],
  },
  unshareWithTag: {
    method: 'DELETE',
    path: '/users/{userId}/shares/tags/{tagId}',
    action: 'users.share',
    summary: 'Takes the share of a tag away',
    impact: 'The access of a tag cannot be taken away.',
    reply: { 204: z.undefined() },
    problems: [...problems, 'tag-not-found', 'share-not-found', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
});
