import type { Principal, SessionSource } from '../domain/principal.ts';
import type { Person, User } from '../domain/user.ts';
import type { TokenSecret } from '../domain/token.ts';
import { readClientKey } from '../store/clientKeys.ts';
import { grantOf } from '../store/grants.ts';
import type { Item } from '../store/item.ts';
import { clientKeyKey, tokenKey, trustRuleKey, type Key } from '../store/keys.ts';
import type { Session } from '../store/sessions.ts';
import { readSecret } from '../store/tokens.ts';
import { readTrustRule } from '../store/trustRules.ts';
import { inUse, requireUsable, type TokenContext } from './authenticateToken.ts';
import { CredentialRejected } from './credentials.ts';
import { keepSourceHint } from './tokenHints.ts';

/** Where the record of what a token was got with lies. */
export function sourceKey(userId: string, source: SessionSource): Key {
  if (source.kind === 'token') return tokenKey(source.hash);
  if (source.kind === 'clientKey') return clientKeyKey(userId, source.clientKeyId);
  return trustRuleKey(userId, source.trustRuleId);
}

/**
 * What a token was got with still works: the long-lived token in every respect, the key is still registered, the trust rule says what it said.
 * @returns the long-lived token, where it was one.
 * @throws CredentialRejected when it ended; TokenPolicyBroken.
 */
export async function requireSource(
  { sessionId, userId, source }: Session,
  user: User,
  context: Omit<TokenContext, 'wantedRoleId'>,
): Promise<TokenSecret | undefined> {
  if (source === undefined) throw new CredentialRejected('session-mismatch');
  const key = sourceKey(userId, source);
  const item = await context.snapshot.fetch(key);
  if (item === undefined) throw new CredentialRejected('source-ended');
  keepSourceHint(sessionId, key);
  if (source.kind !== 'token') {
    if (isAnother(source, item)) throw new CredentialRejected('source-ended');
    return undefined;
  }
  const token = readSecret(item);
  requireUsable(token, user, context);
  return token;
}

/**
 * K6: what a person got with a personal access token ends with it, and is accepted from where that is accepted.
 * @returns what the principal says of that token; nothing where the person was signed in.
 * @throws CredentialRejected when it ended; TokenPolicyBroken.
 */
export async function requirePersonal(
  session: Session,
  person: Person,
  context: Omit<TokenContext, 'wantedRoleId'>,
): Promise<Pick<Principal, 'tokenId' | 'allowedCidrs' | 'tokenExpiresAt' | 'source'>> {
  const { source } = session;
  if (source === undefined) return {};
  const token = await requireSource({ ...session, userId: person.userId }, person, context);
  if (token === undefined) throw new CredentialRejected('session-mismatch');
  const { expiresAt } = token;
  return { ...inUse(token), ...(expiresAt === undefined ? {} : { tokenExpiresAt: expiresAt }), source };
}

/** A rule that was changed, or a key that was removed and registered again, is not what the token was got with. */
function isAnother(source: Exclude<SessionSource, { kind: 'token' }>, item: Item): boolean {
  return source.kind === 'trustRule'
    ? readTrustRule(item).termsVersion !== source.version
    : grantOf(readClientKey(item)) !== source.grant;
}
