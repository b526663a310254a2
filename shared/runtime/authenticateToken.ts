import type { PersonPrincipal, ServiceUserPrincipal } from '../domain/principal.ts';
import { stateOf, type TokenSecret } from '../domain/token.ts';
import type { Instant } from '../domain/time.ts';
import type { User } from '../domain/user.ts';
import { brokenRule, type TokenPolicy } from '../policy/tokenPolicy.ts';
import { tokenKey, userKey } from '../store/keys.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { readSecret } from '../store/tokens.ts';
import { readUser } from '../store/users.ts';
import { isWithin } from '../tokens/addressRanges.ts';
import { boundRole, unboundRole } from './activeRole.ts';
import { CredentialRejected } from './credentials.ts';
import { keepHint } from './tokenHints.ts';

/** What verifying a long-lived token works with. */
export interface TokenContext {
  readonly snapshot: Snapshot;
  readonly now: Instant;
  readonly wantedRoleId: string | undefined;
  /** Where the request came from; undefined where somebody else asks whether the token works, from wherever. */
  readonly sourceIp: string | undefined;
  readonly tokenPolicy: TokenPolicy;
}

/** The token is good, but the policy of this deployment does not allow it (any more): 403, naming the rule. */
export class TokenPolicyBroken extends Error {
  override readonly name = 'TokenPolicyBroken';
  /** For the caller. */
  readonly detail: string;
  constructor(detail: string) {
    super('token-policy');
    this.detail = detail;
  }
}

/** Whom a long-lived token authenticates, and the token, so that its use can be marked. */
export interface TokenAuthenticated {
  readonly principal: PersonPrincipal | ServiceUserPrincipal;
  readonly user: User;
  readonly token: TokenSecret;
}

/**
 * Decides whom a long-lived token authenticates; everything about it is checked on every request (T13, K6).
 * @throws CredentialRejected when it does not work; TokenPolicyBroken; RoleNotUsable for a bad X-Role-Id.
 */
export async function authenticateToken(hash: string, context: TokenContext): Promise<TokenAuthenticated> {
  const { snapshot } = context;
  const item = await snapshot.fetch(tokenKey(hash));
  if (item === undefined) throw new CredentialRejected('unknown-token');
  const token = readSecret(item);
  const userItem = await snapshot.fetch(userKey(token.userId));
  if (userItem === undefined) throw new CredentialRejected('unknown-subject');
  const user = readUser(userItem);
  requireUsable(token, user, context);
  const role =
    token.roleId === undefined
      ? await unboundRole(user, context)
      : await boundRole(user, token.roleId, snapshot);
  keepHint(hash, { userId: user.userId, roleId: role.roleId });
  const common = {
    displayName: user.displayName,
    generation: user.generation,
    role,
    ...inUse(token),
    ...(token.roleId === undefined ? {} : { tokenRoleId: token.roleId }),
    ...(token.expiresAt === undefined ? {} : { tokenExpiresAt: token.expiresAt }),
    source: { kind: 'token' as const, hash, tokenId: token.tokenId },
  };
  const principal: TokenAuthenticated['principal'] =
    user.kind === 'service'
      ? { kind: 'serviceUser', userId: user.userId, ...common }
      : {
          kind: 'person',
          userId: user.userId,
          modeGeneration: user.modeGeneration,
          member: false,
          ...common,
        };
  return { principal, user, token };
}

/** What a principal says of the long-lived token in use, also where an access token was got with it. */
export function inUse({
  tokenId,
  allowedCidrs,
}: TokenSecret): Pick<ServiceUserPrincipal, 'tokenId' | 'allowedCidrs'> {
  return { tokenId, ...(allowedCidrs === undefined ? {} : { allowedCidrs }) };
}

/**
 * Everything about a long-lived token that can make it stop, but for its role.
 * @throws CredentialRejected when it does not work; TokenPolicyBroken.
 */
export function requireUsable(
  token: TokenSecret,
  user: User,
  { now, sourceIp, tokenPolicy }: Pick<TokenContext, 'now' | 'sourceIp' | 'tokenPolicy'>,
): void {
  if (user.status !== 'enabled') throw new CredentialRejected('user-disabled');
  const state = stateOf(token, user.generation, now);
  if (state !== 'active') throw new CredentialRejected(`token-${state}`);
  const isFrom = (ranges: readonly string[]) => sourceIp === undefined || isWithin(sourceIp, ranges);
  if (token.allowedCidrs !== undefined && !isFrom(token.allowedCidrs)) {
    throw new CredentialRejected('source-address');
  }
  const rule = brokenRule(tokenPolicy, token, isFrom);
  if (rule !== undefined) throw new TokenPolicyBroken(rule);
}
