import { putAudit } from '../../store/audit.ts';
import { tokenKey } from '../../store/keys.ts';
import { readSecret, revokeSecrets } from '../../store/tokens.ts';
import { hashOfOpaqueToken } from '../../tokens/opaqueToken.ts';
import { isRefusal, refuse, type Refusal } from '../../problems/refusal.ts';
import type { Principal } from '../../domain/principal.ts';
import type { TokenSecret } from '../../domain/token.ts';
import type { User } from '../../domain/user.ts';
import type { RequestContext } from '../call.ts';
import { readManaged } from '../manageToken.ts';
import { removeSession } from '../../store/sessions.ts';
import { personBehind } from '../../domain/principal.ts';
import { commit, guard, recordedAs, retried } from '../commit.ts';
import type { AnyTokenClaims } from '../../tokens/claims.ts';
import type { Caller } from '../caller.ts';
import { decideActing } from './actingCaller.ts';
import type { OAuthCaller } from './oauthCaller.ts';
import type { OAuthDependencies } from './oauthDependencies.ts';

/** The token does not work any more, or never did: revocation answers all of this alike (RFC 7009 section 2.2). */
export const revoked = 'revoked';
/** The caller may not end that token. */
export const notTheirs = 'notTheirs';

/** What revoking comes to. */
export type Revocation = typeof revoked | typeof notTheirs | Refusal<'changed-meanwhile'>;

/** Who asks for a revocation, where the request says so, and how. */
interface Asked<Who = OAuthCaller | undefined> {
  readonly call: RequestContext;
  readonly caller: Who;
  readonly dependencies: OAuthDependencies;
}

/**
 * Revokes a long-lived token by mere possession: who found a leaked one must be able to stop it, and a thief who does so helps.
 * What was got with it ends too.
 */
export async function revokeOpaque(value: string, asked: Asked): Promise<Revocation> {
  const hash = hashOfOpaqueToken(value);
  if (hash === undefined) return revoked;
  const outcome = await retried(async () => await attempt(hash, asked));
  return isRefusal(outcome) ? outcome : revoked;
}

async function attempt(
  hash: string,
  { call, caller, dependencies: { table, newId } }: Asked,
): Promise<{ readonly done: true } | Refusal<'changed-meanwhile'>> {
  const item = await table.get(tokenKey(hash));
  if (item === undefined) return { done: true };
  const { userId, tokenId, roleId } = readSecret(item);
  const { now, operation, requestId, sourceIp } = call;
  const known = await readManaged(table, { userId, tokenId }, now);
  if (isRefusal(known))
    return known.refused === 'changed-meanwhile' ? refuse('changed-meanwhile') : { done: true };
  const { own, state, unended, user } = known;
  if (state !== 'active') return { done: true };
  const audit = putAudit({
    eventId: newId('event'),
    at: now,
    action: operation,
    ...(caller === undefined ? holderOf(user, { tokenId, roleId }) : recordedAs(caller.principal)),
    targetId: userId,
    reason: 'Revoked by whoever holds it',
    detail: { tokenId },
    requestId,
    sourceIp,
  });
  const failed = await table.transact([...revokeSecrets(own, unended, now), audit]);
  return failed.length === 0 ? { done: true } : refuse('changed-meanwhile');
}

/** Nobody but the user of the token can be named where the request says no more than the token. */
function holderOf(
  { userId, kind, defaultRoleId }: User,
  { tokenId, roleId }: Pick<TokenSecret, 'tokenId' | 'roleId'>,
): ReturnType<typeof recordedAs> {
  const serviceUserId = kind === 'service' ? userId : undefined;
  return { actorId: userId, serviceUserId, tokenId, roleId: roleId ?? defaultRoleId };
}

/** Ends the session of a token that we signed: by its subject, the person in `act`, or those with access to the service user. */
export async function revokeSession(
  claims: AnyTokenClaims,
  { call, caller, dependencies }: Asked<OAuthCaller>,
): Promise<Revocation> {
  const own: Caller = { principal: caller.principal, access: undefined, missing: undefined, by: [] };
  const decided = isHolder(caller.principal, claims)
    ? own
    : await decidedFor(claims.sub, { call, caller, dependencies });
  if (decided === undefined) return notTheirs;
  const { sub: userId, jti: sessionId } = claims;
  const outcome = await commit(
    { ...call, caller: decided, params: { userId } },
    {
      writes: [guard(removeSession(userId, sessionId), 'session-not-found')],
      audit: { targetId: userId, detail: { sessionId } },
      reply: { status: 200 as const },
    },
    dependencies,
  );
  if (!isRefusal(outcome) || outcome.refused === 'session-not-found') return revoked;
  return outcome.refused === 'not-allowed' ? notTheirs : refuse('changed-meanwhile');
}

/** A service user that somebody assumes ends no session of its own but by that person's hand. */
function isHolder(principal: Principal, { sub, act }: AnyTokenClaims): boolean {
  const person = personBehind(principal);
  return person === undefined ? principal.userId === sub : person === (act?.sub ?? sub);
}

async function decidedFor(
  userId: string,
  { call, caller, dependencies }: Asked<OAuthCaller>,
): Promise<Caller | undefined> {
  if (caller.bearer === undefined) return undefined;
  const decision = await decideActing(
    { token: caller.bearer, call, dependencies },
    'sessions.manage',
    userId,
  );
  return decision !== undefined && 'caller' in decision ? decision.caller : undefined;
}
