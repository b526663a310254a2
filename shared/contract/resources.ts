import * as z from 'zod';
import { defineOperations } from './operation.ts';
import { accessType, label, listOf, paging, resource, share, text, userId } from './wire.ts';

const resourceType = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9._-]{0,99}$/,
    'must begin with a letter and hold letters, digits, dots, dashes or underscores',
  );
const body = z.strictObject({ AccessType: accessType });

/** The registry of who owns what in the platform (SPEC section 9). */
export const resourceOperations = defineOperations({
  listResources: {
    method: 'GET',
    path: '/resources',
    action: 'resources.list',
    summary: 'Resources, oldest first; of one owner, of one type, or all',
    impact: 'Nobody can list resources.',
    query: z.strictObject({ owner: userId.optional(), type: resourceType.optional(), ...paging }),
    reply: { 200: listOf(resource) },
    problems: ['cursor-not-valid'],
    uses: ['table:read'],
  },
  createResource: {
    method: 'POST',
    path: '/resources',
    action: 'resources.create',
    summary: 'Registers a resource; its owner is the identity that the request runs as',
    impact: 'Services of the platform cannot register what is created.',
    body: z.strictObject({ ResourceType: resourceType, Name: label(255), ExternalId: text(1024).optional() }),
    reply: { 201: resource },
    problems: ['changed-meanwhile', 'request-in-progress', 'idempotency-key-reused'],
    uses: ['table:read', 'table:write'],
    idempotent: true,
  },
  getResource: {
    method: 'GET',
    path: '/resources/{resourceId}',
    action: 'resources.read',
    summary: 'One resource',
    impact: 'Nobody can look at a resource.',
    reply: { 200: resource },
    problems: ['resource-not-found'],
    uses: ['table:read'],
  },
  deleteResource: {
    method: 'DELETE',
    path: '/resources/{resourceId}',
    action: 'resources.change',
    summary: 'Takes a resource out of the registry',
    impact: 'Resources that are gone stay registered.',
    reply: { 204: z.undefined() },
    problems: ['resource-not-found', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  listResourceShares: {
    method: 'GET',
    path: '/resources/{resourceId}/shares',
    action: 'resources.change',
    summary: 'With whom a resource is shared',
    impact: 'Nobody can see who a resource is shared with.',
    query: z.strictObject(paging),
    reply: { 200: listOf(share) },
    problems: ['resource-not-found', 'cursor-not-valid'],
    uses: ['table:read'],
  },
  shareResourceWithUser: {
    method: 'PUT',
    path: '/resources/{resourceId}/shares/users/{granteeId}',
    action: 'resources.change',
    summary: 'Shares a resource with a user of either kind, or changes how',
    impact: 'Nobody can share a resource.',
    body,
    reply: { 200: share },
    problems: ['resource-not-found', 'user-not-found', 'user-deleting', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  unshareResourceWithUser: {
    method: 'DELETE',
    path: '/resources/{resourceId}/shares/users/{granteeId}',
    action: 'resources.change',
    summary: 'Takes the share of a user away',
    impact: 'Access to a resource cannot be taken away.',
    reply: { 204: z.undefined() },
    problems: ['resource-not-found', 'share-not-found', 'user-not-found', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  shareResourceWithTag: {
    method: 'PUT',
    path: '/resources/{resourceId}/shares/tags/{tagId}',
    action: 'resources.change',
    summary: 'Shares a resource with everybody on a tag, or changes how',
    impact: 'Nobody can share a resource with a tag.',
    body,
    reply: { 200: share },
    problems: ['resource-not-found', 'tag-not-found', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  unshareResourceWithTag: {
    method: 'DELETE',
    path: '/resources/{resourceId}/shares/tags/{tagId}',
    action: 'resources.change',
    summary: 'Takes the share of a tag away',
    impact: 'Access of a tag to a resource cannot be taken away.',
    reply: { 204: z.undefined() },
    problems: ['resource-not-found', 'tag-not-found', 'share-not-found', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
});
