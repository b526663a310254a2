import type { Mirror } from './mirror.ts';
import type { Answer, Request } from './request.ts';

/** Those that exist from the start, for people only (L1). */
const builtIn: ReadonlySet<string> = new Set(['bi', 'mdm']);
/** The ids that clients register. */
export const applicationIds = ['books', 'lake'] as const;

/** The application that a request wants a token for; undefined: this API. */
export function audienceOf({
  id,
  params,
  body,
  form,
}: Pick<Request, 'id' | 'params' | 'body' | 'form'>): string | undefined {
  if (id === 'createApplicationToken') return params['applicationId'];
  if (id === 'createAuthToken') return (body as { Audience?: string }).Audience;
  return form?.['audience'];
}

/** Whether an application is registered, and open to people or to service users (L1). */
export function isOpen(mirror: Mirror, applicationId: string, isService: boolean): boolean {
  const item = mirror.get(`APPLICATION#${applicationId}`, 'APPLICATION');
  if (item === undefined && !builtIn.has(applicationId)) return false;
  const isForPeople = item === undefined || item['interactiveOnly'] === true;
  return !isForPeople || !isService;
}

/** Whether a request was refused for its application. */
export function isApplicationRefused({ body }: Pick<Answer, 'body'>): boolean {
  return refusals.has(body['code']) || body['error'] === 'invalid_target';
}

const refusals: ReadonlySet<unknown> = new Set([
  'application-not-found',
  'interactive-only',
  'audience-unknown',
]);
