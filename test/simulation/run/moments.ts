import { isDeepStrictEqual } from 'node:util';
import { ourIssuer } from '../../support/signingKey.ts';
import type { Checks } from './checks.ts';
import type { Credential } from './knowledge.ts';
import type { Answer } from './request.ts';
import { permittedTo } from './permissions.ts';
import { rightsNow, targetOf, type Moment, type Right } from './rights.ts';
import type { Met, Seen } from './seen.ts';

/** Notes what a request meets in the state of the moment. */
export function meet(seen: Seen, moment: Moment): void {
  const { request, credential, met, scopes } = seen;
  for (const right of rightsNow(moment, request, credential))
    met.set(right.promise, together(met.get(right.promise), right));
  const key = `SHARE#USER#${credential.personId}`;
  if (moment.mirror.get(`USER#${targetOf(request) ?? ''}`, key) !== undefined) seen.shared = true;
  const scope = scopeOf(seen, moment);
  if (scope !== undefined) scopes.add(scope);
}

function together(before: Met | undefined, { may, isLet, isRefused }: Right): Met {
  const ever = before?.ever === true || may !== false;
  const never = before?.never === true || may !== true;
  return { ever, never, isLet, isRefused };
}

/** What the token permits that is asked about, where it is bound to a custom role or to less than its role. */
function scopeOf({ request: { about } }: Seen, { mirror }: Moment): string | undefined {
  const permitted = about === undefined ? undefined : permittedTo(mirror, about);
  return permitted === undefined ? undefined : inOrder(permitted);
}

function inOrder(permissions: readonly string[]): string {
  return [...permissions].sort().join(' ');
}

/** Who may at every moment is let; who may not at any is not. */
export function holdRights({ request, met }: Seen, answer: Answer, checks: Checks): void {
  const told = `${request.requestId} ${request.id} is answered ${answer.status}`;
  for (const [promise, { ever, never, isLet, isRefused }] of met) {
    if (ever && !never) checks.check('who may is let', !isRefused(answer), () => `${told}: ${promise}`);
    if (never && !ever) checks.check(promise, !isLet(answer), () => told);
  }
}

/** RFC 7662: a token that works is told with whom it is of, what it is for and what its role permits now. */
export function holdIntrospected({ request, scopes }: Seen, { status, body }: Answer, checks: Checks): void {
  const { about, id, requestId } = request;
  if (about === undefined || id !== 'introspectToken' || status !== 200 || body['active'] !== true) return;
  const told = `${requestId} of ${about.kind} ${about.id} says`;
  const said = [body['sub'], body['act'], body['aud'], body['jti']];
  const isSaid = isDeepStrictEqual(said, whose(about));
  checks.check('introspection tells whose it is', isSaid, () => `${told} ${JSON.stringify(said)}`);
  if (about.roleId?.startsWith('rol_') !== true && about.scope === undefined) return;
  const scope = inOrder(String(body['scope']).split(' '));
  checks.check('introspection tells what a use would', scopes.has(scope), () => `${told} ${scope}`);
}

function whose({ userId, personId, audience = ourIssuer, id }: Credential): unknown[] {
  return [userId, personId === userId ? undefined : { sub: personId }, audience, id];
}
