import { hasAccess, hasResource } from './access.ts';
import type { Request } from './request.ts';
import type { Credential } from './knowledge.ts';
import type { Mirror } from './mirror.ts';
import { mayExchange } from './outside.ts';
import type { SimulatedId } from './operations.ts';

/** Operations that a permission of the role decides, where no share does. */
export const neededPermissions: Partial<Record<SimulatedId, string>> = {
  getResource: 'resources.view',
  createResource: 'resources.manage',
  createTeam: 'teams.manage',
};

/** Whether a request may be done in the state of the moment; undefined where other things than shares and custom roles decide. */
export function mayNow(
  { mirror, now }: { readonly mirror: Mirror; readonly now: number },
  request: Request,
  credential: Credential,
): boolean | 'unclear' | undefined {
  if (request.outside !== undefined) return mayExchange(mirror, request.outside, now);
  return mayAssume(mirror, request, credential) ?? mayByRole(mirror, request, credential);
}

function mayAssume(mirror: Mirror, request: Request, { kind, personId }: Credential): boolean | undefined {
  const target = targetOf(request);
  const assumes = request.id === 'createAuthToken' || request.id === 'exchangeToken';
  return assumes && target !== undefined && kind === 'signIn'
    ? hasAccess(mirror, personId, target)
    : undefined;
}

/** R7: by a credential that is bound to a custom role, with the permissions that the role has now. */
function mayByRole(mirror: Mirror, { id, params }: Request, { roleId, userId }: Credential) {
  const needed = neededPermissions[id];
  if (needed === undefined || roleId?.startsWith('rol_') !== true) return undefined;
  const { resourceId } = params;
  const isTheirs = resourceId !== undefined && hasResource(mirror, { userId, resourceId });
  return isTheirs || rolePermits(mirror, roleId, needed);
}

const levels = ['view', 'manage', 'fullaccess'];

/** Whether a custom role permits something now; a level includes those before it (SPEC section 3). */
export function rolePermits(mirror: Mirror, roleId: string, needed: string): boolean {
  const held = (mirror.get(`ROLE#${roleId}`, 'ROLE')?.['permissions'] ?? []) as readonly string[];
  const [service = '', level = ''] = needed.split('.');
  return levels.slice(levels.indexOf(level)).some((enough) => held.includes(`${service}.${enough}`));
}

/** The service user that a request is about. */
export function targetOf({ params, form }: Pick<Request, 'params' | 'form'>): string | undefined {
  return params['userId'] ?? form?.['subject_token'];
}

/** The promise that is broken where somebody is let who may not. */
export function promiseOf({ id, outside }: Pick<Request, 'id' | 'outside'>): string {
  if (outside !== undefined) return 'nobody else is trusted';
  const isByRole = neededPermissions[id] !== undefined && id !== 'getResource';
  return isByRole ? 'no more than the role permits' : 'no access without a share';
}
