import * as z from 'zod';
import { tagKeyPattern } from '../domain/names.ts';
import { defineOperations } from './operation.ts';
import { distinctName, listOf, nameRule, paging, tag, tagMember, userId } from './wire.ts';

/** Tags and who is on them (SPEC section 3). */
export const tagOperations = defineOperations({
  listTags: {
    method: 'GET',
    path: '/tags',
    action: 'tags.read',
    summary: 'All tags by key and value, or those of one Owner, oldest first',
    impact: 'Nobody can list tags.',
    query: z.strictObject({ owner: userId.optional(), ...paging }),
    reply: { 200: listOf(tag) },
    problems: ['cursor-not-valid'],
    uses: ['table:read'],
  },
  createTag: {
    method: 'POST',
    path: '/tags',
    action: 'tags.create',
    summary: 'Creates a tag, a pair that no other compares equal to; the caller is its first Owner',
    impact: 'No tag can be created.',
    body: z.strictObject({
      TagKey: distinctName(128)
        .regex(tagKeyPattern, 'must not hold =')
        .meta({ description: `${nameRule} It holds no \`=\`, since tags are read as \`TagKey=TagValue\`.` }),
      TagValue: distinctName(256).meta({ description: nameRule }),
    }),
    reply: { 201: tag },
    problems: ['name-taken', 'changed-meanwhile', 'request-in-progress', 'idempotency-key-reused'],
    uses: ['table:read', 'table:write'],
    idempotent: true,
  },
  deleteTag: {
    method: 'DELETE',
    path: '/tags/{tagId}',
    action: 'tags.change',
    summary: 'Deletes a tag; what was shared with it ends at the next request',
    impact: 'Tags cannot be deleted.',
    reply: { 204: z.undefined() },
    problems: ['tag-not-found', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  listTagUsers: {
    method: 'GET',
    path: '/tags/{tagId}/users',
    action: 'tags.read',
    summary: 'Who is on a tag',
    impact: 'Nobody can see who is on a tag.',
    query: z.strictObject(paging),
    reply: { 200: listOf(tagMember) },
    problems: ['tag-not-found', 'cursor-not-valid'],
    uses: ['table:read'],
  },
  addTagUser: {
    method: 'PUT',
    path: '/tags/{tagId}/users/{userId}',
    action: 'tags.change',
    summary: 'Puts a user on a tag as Owner or ReadOnly, or changes which',
    impact: 'Nobody can be put on a tag.',
    body: z.strictObject({ AccessType: z.enum(['Owner', 'ReadOnly']) }),
    reply: { 200: tagMember },
    problems: ['tag-not-found', 'user-not-found', 'user-deleting', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  removeTagUser: {
    method: 'DELETE',
    path: '/tags/{tagId}/users/{userId}',
    action: 'tags.change',
    summary: 'Takes a user off a tag; what came through it ends at the next request',
    impact: 'Nobody can be taken off a tag.',
    reply: { 204: z.undefined() },
    problems: ['tag-not-found', 'user-not-found', 'member-not-found', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
});
