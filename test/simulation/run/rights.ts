import { hasAccess, hasResource } from './access.ts';
import type { Request } from './request.ts';
import type { Credential } from './knowledge.ts';
import type { Mirror } from './mirror.ts';

/** Whether a request may be done in the state of the moment; undefined where other things than shares decide. */
export function mayNow(mirror: Mirror, request: Request, credential: Credential): boolean | undefined {
  return mayAssume(mirror, request, credential) ?? mayRead(mirror, request, credential);
}

function mayAssume(mirror: Mirror, request: Request, { kind, personId }: Credential): boolean | undefined {
  const target = targetOf(request);
  const assumes = request.id === 'createAuthToken' || request.id === 'exchangeToken';
  return assumes && target !== undefined && kind === 'signIn'
    ? hasAccess(mirror, personId, target)
    : undefined;
}

/** By a credential that is bound to a custom role, which in this world permits nothing of this product. */
function mayRead(mirror: Mirror, { id, params }: Request, { roleId, userId }: Credential) {
  const { resourceId } = params;
  const isBound = roleId?.startsWith('rol_') === true;
  return id === 'getResource' && isBound && resourceId !== undefined
    ? hasResource(mirror, { userId, resourceId })
    : undefined;
}

/** The service user that a request is about. */
export function targetOf({ params, form }: Pick<Request, 'params' | 'form'>): string | undefined {
  return params['userId'] ?? form?.['subject_token'];
}
