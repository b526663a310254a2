import type { Principal } from '../domain/principal.ts';
import { addDays, type Instant } from '../domain/time.ts';
import type { OwnToken, TokenSecret } from '../domain/token.ts';
import type { UserRef } from '../domain/user.ts';
import { brokenRule, type JudgedToken, type TokenPolicy } from '../policy/tokenPolicy.ts';
import { refuse, type Refusal } from '../problems/refusal.ts';
import { checkSession } from '../store/sessions.ts';
import type { Write } from '../store/table.ts';
import { isCovered } from '../tokens/addressRanges.ts';
import { newOpaqueToken, tokenHash } from '../tokens/opaqueToken.ts';

/** What a new token is to be; the rest follows. */
export interface TokenOrder extends Pick<
  OwnToken,
  'tokenId' | 'userId' | 'kind' | 'name' | 'roleId' | 'lifeDays' | 'allowedCidrs'
> {
  /** Generation of the user it authenticates. */
  readonly generation: number;
  readonly principal: Principal;
  readonly prefix: string;
  readonly now: Instant;
}

/** A token that is not stored yet, with its value, which is kept nowhere (K1). */
export interface MadeToken {
  readonly value: string;
  readonly own: OwnToken;
  readonly secret: TokenSecret;
}

/** Makes a token with its first secret. */
export function makeToken({ generation, principal, prefix, now, ...fields }: TokenOrder): MadeToken {
  const { value, secret } = makeSecret(fields, { generation, prefix, now });
  const own: OwnToken = {
    ...fields,
    hash: secret.hash,
    previous: [],
    createdAt: now,
    createdBy: behind(principal),
    createdAs: principal.kind === 'assumed' ? principal.userId : undefined,
    version: 1,
  };
  return { value, own, secret };
}

/** Makes a secret of a token; it lives as many days from now on as the token says (K4). */
export function makeSecret(
  {
    tokenId,
    userId,
    kind,
    name,
    roleId,
    lifeDays,
    allowedCidrs,
  }: Omit<TokenOrder, keyof SecretOrder | 'principal'>,
  { generation, prefix, now, lastUsedAt }: SecretOrder & { readonly lastUsedAt?: Instant | undefined },
): { readonly value: string; readonly secret: TokenSecret } {
  const value = newOpaqueToken(prefix);
  const secret: TokenSecret = {
    ...{ tokenId, userId, kind, name, roleId, lifeDays, allowedCidrs, generation },
    hash: tokenHash(value),
    createdAt: now,
    expiresAt: lifeDays === undefined ? undefined : addDays(now, lifeDays),
    revokedAt: undefined,
    lastUsedAt,
  };
  return { value, secret };
}

type SecretOrder = Pick<TokenOrder, 'generation' | 'prefix' | 'now'>;

/** Who answers for a change: the person behind it, else the service user itself. */
export function behind(principal: Principal): UserRef {
  const { userId, displayName } = principal.kind === 'assumed' ? principal.person : principal;
  return { userId, displayName };
}

/** Refuses a token that the policy does not allow, naming the rule. */
export function checkTokenPolicy(
  policy: TokenPolicy,
  token: JudgedToken & Pick<OwnToken, 'allowedCidrs'>,
): Refusal<'token-policy'> | undefined {
  const { allowedCidrs = [] } = token;
  // A token without ranges of its own keeps within those of the policy at use.
  const detail = brokenRule(policy, token, (outer) => allowedCidrs.every((range) => isCovered(range, outer)));
  return detail === undefined ? undefined : refuse('token-policy', { detail });
}

/**
 * Refuses a secret of one's own that may do more than the token in use: one that is bound to a role, or to addresses, makes, rotates
 * and restores only tokens bound to the same role and within these addresses, else binding it would bind nobody who holds it (R4).
 */
export function checkBinding(
  { tokenRoleId, narrowed, allowedCidrs }: Principal,
  token: Pick<OwnToken, 'kind' | 'roleId' | 'allowedCidrs'>,
): Refusal<'not-allowed'> | undefined {
  if (narrowed === true)
    return beyond('An access token of a narrower scope than its role', 'long-lived ones');
  if (token.kind === 'service') return undefined;
  if (tokenRoleId !== undefined && tokenRoleId !== token.roleId)
    return beyond('A token that is bound to a role', 'those without or bound to another role');
  return allowedCidrs === undefined || isWithinRanges(token, allowedCidrs)
    ? undefined
    : beyond('A token that is accepted from some addresses', 'those accepted from others');
}

function beyond(one: string, others: string): Refusal<'not-allowed'> {
  return refuse('not-allowed', { detail: `${one} does not make, rotate or restore ${others}.` });
}

function isWithinRanges({ allowedCidrs }: Pick<OwnToken, 'allowedCidrs'>, outer: readonly string[]): boolean {
  return allowedCidrs?.every((range) => isCovered(range, outer)) ?? false;
}

/** Repeats that who acts as a service user still does: nothing made while assumed may escape the end of the session. */
export function stillAssuming(principal: Principal): Write[] {
  return principal.kind === 'assumed' ? [checkSession(principal.userId, principal.sessionId)] : [];
}

/** Whether a token is of oneself or of a service user that one looks after (K5). */
export function kindFor(principal: Principal, userId: string): OwnToken['kind'] {
  return principal.userId === userId ? 'personal' : 'service';
}
