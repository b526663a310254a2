import { isServiceUserId } from '../../../shared/domain/ids.ts';
import { hasAccess, hasResource } from './access.ts';
import { audienceOf, isApplicationRefused, isOpen } from './applications.ts';
import type { Answer, Request } from './request.ts';
import type { Credential } from './knowledge.ts';
import type { Mirror } from './mirror.ts';
import { mayExchange } from './outside.ts';
import type { SimulatedId } from './operations.ts';
import { permits, permittedTo } from './permissions.ts';
import { isDone } from './seen.ts';

/** Operations that a permission of the role decides, where no share does. */
export const neededPermissions: Partial<Record<SimulatedId, string>> = {
  getResource: 'resources.view',
  createResource: 'resources.manage',
  createTeam: 'teams.manage',
};

/** The state of a moment. */
export interface Moment {
  readonly mirror: Mirror;
  readonly now: number;
}

/** Something that decides whether a request may be done, beside its credential. */
export interface Right {
  /** What is broken where it is done and may not. */
  readonly promise: string;
  readonly may: boolean | 'unclear';
  /** Whether an answer is that of who may, and of who may not. */
  readonly isLet: (answer: Answer) => boolean;
  readonly isRefused: (answer: Answer) => boolean;
}

/** What decides about a request in the state of the moment, as far as it is simulated. */
export function rightsNow(moment: Moment, request: Request, credential: Credential): Right[] {
  const may = mayNow(moment, request, credential);
  const status = request.outside === undefined ? 403 : 401;
  const isRefused = (answer: Answer): boolean => answer.status === status && !isApplicationRefused(answer);
  const own = may === undefined ? [] : [{ promise: promiseOf(request), may, isLet: isAnswered, isRefused }];
  return [
    ...own,
    ...applicationRight(moment.mirror, request, credential),
    ...lastingRight(request, credential),
  ];
}

/** R4: what may do less than its role makes nothing that may do more. */
function lastingRight({ id }: Request, { scope }: Credential): Right[] {
  if (scope === undefined || !makingLasting.has(id)) return [];
  const isRefused = ({ status }: Answer): boolean => status === 403;
  return [{ promise: 'a narrower token makes no lasting one', may: false, isLet: isAnswered, isRefused }];
}

const makingLasting: ReadonlySet<SimulatedId> = new Set(['createToken', 'rotateToken', 'restoreToken']);

/** L1: whom the application is open to that a token is wanted for. */
function applicationRight(mirror: Mirror, request: Request, { userId }: Credential): Right[] {
  const audience = audienceOf(request);
  if (audience === undefined) return [];
  // All else gives tokens of service users.
  const isService = request.id !== 'createApplicationToken' || isServiceUserId(userId);
  const may = isOpen(mirror, audience, isService);
  // What was issued while it was open is named again, without its token.
  const isLet = (answer: Answer): boolean => isAnswered(answer) && !answer.replayed;
  return [{ promise: 'no token for a closed application', may, isLet, isRefused: isApplicationRefused }];
}

function isAnswered({ status }: Answer): boolean {
  return isDone(status);
}

/** Undefined where other things than shares and custom roles decide. */
function mayNow(
  { mirror, now }: Moment,
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

/** R7: by a credential that is bound to a custom role or to some permissions, with those of them that the role has now. */
function mayByRole(mirror: Mirror, { id, params }: Request, credential: Credential) {
  const needed = neededPermissions[id];
  const permitted = permittedTo(mirror, credential);
  if (needed === undefined || permitted === undefined) return undefined;
  const { resourceId } = params;
  const { userId } = credential;
  const isTheirs = resourceId !== undefined && hasResource(mirror, { userId, resourceId });
  return isTheirs || permits(permitted, needed);
}

/** The service user that a request is about. */
export function targetOf({ params, form }: Pick<Request, 'params' | 'form'>): string | undefined {
  return params['userId'] ?? form?.['subject_token'];
}

/** The promise that is broken where somebody is let who may not. */
function promiseOf({ id, outside }: Pick<Request, 'id' | 'outside'>): string {
  if (outside !== undefined) return 'nobody else is trusted';
  const isByRole = neededPermissions[id] !== undefined && id !== 'getResource';
  return isByRole ? 'no more than the role permits' : 'no access without a share';
}
