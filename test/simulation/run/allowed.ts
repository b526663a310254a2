import { isServiceUserId } from '../../../shared/domain/ids.ts';
import type { Item } from '../../../shared/store/item.ts';
import { hasAccess, hasResource } from './access.ts';
import { isOpen } from './applications.ts';
import type { Changed, Mirror } from './mirror.ts';
import type { SimulatedId } from './operations.ts';
import { rolePermits } from './permissions.ts';
import { neededPermissions } from './rights.ts';

/** A write with its audit record, and what the table holds after it. */
export interface Recorded {
  readonly mirror: Mirror;
  readonly record: Item;
  readonly changes: readonly Changed[];
}

/** Whether the actor was in the mode, or had access where that was needed, in the state that the write met. */
export function wasAllowed(recorded: Recorded): boolean {
  const { roleId, targetId } = recorded.record;
  if (!wasOpen(recorded)) return false;
  if (roleId === 'Super-Admin') return wasInMode(recorded);
  if (!rolePermitted(recorded) || !hadRole(recorded)) return false;
  if (String(targetId).startsWith('res_')) return hadResource(recorded);
  return !String(targetId).startsWith('svc_') || hadAccess(recorded);
}

/** L1: the application that a session is for; a grant of the token endpoint is decided before it is written. */
function wasOpen({ mirror, record, changes }: Recorded): boolean {
  return changes.every(({ before, after }) => {
    const { entity, audience, userId, source } = after ?? {};
    const isIssued = before === undefined && entity === 'session' && audience !== undefined;
    const isOfGrant = record['action'] === 'exchangeToken' && source !== undefined;
    return !isIssued || isOfGrant || isOpen(mirror, String(audience), isServiceUserId(String(userId)));
  });
}

/** R7: what a custom role no longer permits is not stored any more. */
function rolePermitted({ mirror, record }: Recorded): boolean {
  const { action, roleId } = record as Readonly<Record<string, string>>;
  const needed = neededPermissions[action as SimulatedId];
  if (needed === undefined || roleId?.startsWith('rol_') !== true) return true;
  return rolePermits(mirror, roleId, needed);
}

/** R1: who attaches or detaches a role holds or manages it; who changes one manages it. */
function hadRole(recorded: Recorded): boolean {
  const { record } = recorded;
  const actorId = String(record['actorId']);
  const { roleId: about } = record['detail'] as { roleId?: string };
  if (String(record['targetId']).startsWith('rol_')) return managed(recorded, String(record['targetId']));
  if (about === undefined || !['attachRole', 'detachRole'].includes(String(record['action']))) return true;
  const user = before(recorded, `USER#${actorId}`, 'USER');
  return Object.hasOwn(user?.['roles'] ?? {}, about) || managed(recorded, about);
}

function managed(recorded: Recorded, roleId: string): boolean {
  const managers = before(recorded, `ROLE#${roleId}`, 'ROLE')?.['roleManagers'] as string[] | undefined;
  return managers?.includes(String(recorded.record['actorId'])) === true;
}

/** An item as the write met it. */
function before({ mirror, changes }: Recorded, pk: string, sk: string): Item | undefined {
  const changed = changes.find((change) => change.pk === pk && change.sk === sk);
  return changed === undefined ? mirror.get(pk, sk) : changed.before;
}

/** Changes of a membership of a service user need a right in the tag or the role, not access to the user. */
const withoutAccess: ReadonlySet<unknown> = new Set([
  'addTagUser',
  'removeTagUser',
  'addTeamMember',
  'removeTeamMember',
]);

function wasInMode(recorded: Recorded): boolean {
  const actorId = String(recorded.record['actorId']);
  const registry = before(recorded, 'SUPERADMINS', 'SUPERADMINS');
  const members = registry?.['members'] as ReadonlySet<string> | undefined;
  return (
    before(recorded, `USER#${actorId}`, 'USER')?.['status'] === 'enabled' && members?.has(actorId) === true
  );
}

function hadAccess(recorded: Recorded): boolean {
  const { mirror, record } = recorded;
  const { actorId, serviceUserId, targetId, action } = record;
  if (withoutAccess.has(action) || [actorId, serviceUserId].includes(targetId)) return true;
  if (hasAccess(mirror, String(actorId), String(targetId))) return true;
  return (
    wasTaken(recorded, String(actorId)) || (action === 'revokeOAuthToken' && endedOwn(recorded, actorId))
  );
}

/** Who got a session may end it (RFC 7009), and a long-lived token whoever holds it; with access or without. */
function endedOwn({ changes }: Recorded, actorId: unknown): boolean {
  return changes.some(
    ({ before }) =>
      before?.['entity'] === 'token' || (before?.['entity'] === 'session' && before['personId'] === actorId),
  );
}

/** It was the actor's, or shared with it as Owner. */
function hadResource(recorded: Recorded): boolean {
  const { mirror, record, changes } = recorded;
  if (record['action'] === 'createResource') return true;
  const userId = String(record['serviceUserId'] ?? record['actorId']);
  if (hasResource(mirror, { userId, resourceId: String(record['targetId']), type: 'Owner' })) return true;
  const owned = changes.some(
    ({ before }) => before?.['entity'] === 'resource' && before['ownerId'] === userId,
  );
  return owned || wasTaken(recorded, userId);
}

/** By the share that this very write took away or changed. */
function wasTaken({ mirror, changes }: Recorded, userId: string): boolean {
  const taken = changes.flatMap(({ before }) =>
    before?.['entity'] === 'share' && before['accessType'] === 'Owner' ? [String(before['granteeId'])] : [],
  );
  return taken.some((id) => id === userId || mirror.get(`USER#${userId}`, `TAG#${id}`) !== undefined);
}
