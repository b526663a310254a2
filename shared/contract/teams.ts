import * as z from 'zod';
import { defineOperations } from './operation.ts';
import { listOf, name, paging, team } from './wire.ts';

/** Teams and their members (SPEC section 3). */
export const teamOperations = defineOperations({
  listTeams: {
    method: 'GET',
    path: '/teams',
    action: 'teams.read',
    summary: 'All teams by name, Public first',
    impact: 'Nobody can list teams.',
    query: z.strictObject(paging),
    reply: { 200: listOf(team) },
    problems: ['cursor-not-valid'],
    uses: ['table:read'],
  },
  createTeam: {
    method: 'POST',
    path: '/teams',
    action: 'teams.manage',
    summary: 'Creates a team',
    impact: 'No team can be created.',
    body: z.strictObject({ TeamName: name(128) }),
    reply: { 201: team },
    problems: ['name-taken', 'request-in-progress', 'idempotency-key-reused', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
    idempotent: true,
  },
  deleteTeam: {
    method: 'DELETE',
    path: '/teams/{teamId}',
    action: 'teams.manage',
    summary: 'Deletes a team; its members leave it',
    impact: 'Teams cannot be deleted.',
    reply: { 204: z.undefined() },
    problems: ['team-not-found', 'built-in', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  addTeamMember: {
    method: 'PUT',
    path: '/teams/{teamId}/members/{userId}',
    action: 'teams.manage',
    summary: 'Adds a user to a team',
    impact: 'Nobody can be added to a team.',
    reply: { 204: z.undefined() },
    problems: ['team-not-found', 'user-not-found', 'user-deleting', 'limit-reached', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  removeTeamMember: {
    method: 'DELETE',
    path: '/teams/{teamId}/members/{userId}',
    action: 'teams.manage',
    summary: 'Removes a user from a team',
    impact: 'Nobody can be removed from a team.',
    reply: { 204: z.undefined() },
    problems: [
      'team-not-found',
      'user-not-found',
      'member-not-found',
      'built-in',
      'user-deleting',
      'changed-meanwhile',
    ],
    uses: ['table:read', 'table:write'],
  },
});
