import type { ServiceUser } from '../domain/user.ts';
import type { TokenSecret } from '../domain/token.ts';
import { clientKeyKey, tokenKey, trustRuleKey, type Key } from '../store/keys.ts';
import type { Session, SessionSource } from '../store/sessions.ts';
import { readSecret } from '../store/tokens.ts';
import { readTrustRule } from '../store/trustRules.ts';
import { requireUsable, type TokenContext } from './authenticateToken.ts';
import { CredentialRejected } from './credentials.ts';
import { keepSourceHint } from './tokenHints.ts';

/** Where the record of what an access token was got with lies. */
export function sourceKey(userId: string, source: SessionSource): Key {
  if (source.kind === 'token') return tokenKey(source.hash);
  if (source.kind === 'clientKey') return clientKeyKey(userId, source.clientKeyId);
  return trustRuleKey(userId, source.trustRuleId);
}

/**
 * What an access token was got with still works: the service token in every respect, the key is registered, the trust rule says what it said.
 * @returns the service token, where it was one.
 * @throws CredentialRejected when it ended; TokenPolicyBroken.
 */
export async function requireSource(
  { sessionId, userId, source }: Session,
  user: ServiceUser,
  context: Omit<TokenContext, 'wantedRoleId'>,
): Promise<TokenSecret | undefined> {
  if (source === undefined) throw new CredentialRejected('session-mismatch');
  const key = sourceKey(userId, source);
  const item = await context.snapshot.fetch(key);
  if (item === undefined) throw new CredentialRejected('source-ended');
  keepSourceHint(sessionId, key);
  if (source.kind === 'trustRule' && readTrustRule(item).termsVersion !== source.version)
    throw new CredentialRejected('source-ended');
  if (source.kind !== 'token') return undefined;
  const token = readSecret(item);
  requireUsable(token, user, context);
  return token;
}
