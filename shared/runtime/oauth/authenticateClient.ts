import { oauthError, type OAuthError } from '../../problems/oauthError.ts';
import { tokenKey, userKey, roleKey } from '../../store/keys.ts';
import { builtInRoles } from '../../domain/role.ts';
import { userIdPattern } from '../../domain/ids.ts';
import type { SessionSource } from '../../domain/principal.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { hashOfOpaqueToken } from '../../tokens/opaqueToken.ts';
import { authenticateToken, TokenPolicyBroken } from '../authenticateToken.ts';
import { CredentialRejected } from '../credentials.ts';
import { log } from '../log.ts';
import { hintFor } from '../tokenHints.ts';
import { authenticateAssertion } from './authenticateAssertion.ts';
import type { AuthenticatedClient, ClientContext } from './authenticatedClient.ts';
import type { ClientCredentials } from './clientCredentials.ts';

/** The credentials that prove anything. */
type Proof = ClientCredentials & { kind: 'secret' | 'assertion' };

/**
 * Authenticates a client: a service user by a service token of its own, or by an assertion signed with a registered key.
 * Whatever is wrong, the answer is the same `invalid_client`; the reason is for the log.
 */
export async function authenticateClient(
  credentials: Proof,
  context: ClientContext,
): Promise<AuthenticatedClient | OAuthError> {
  try {
    return credentials.kind === 'secret'
      ? await bySecret(credentials, context)
      : await authenticateAssertion(credentials, context);
  } catch (error) {
    if (error instanceof TokenPolicyBroken) return rejected(credentials, error.detail);
    if (!(error instanceof CredentialRejected)) throw error;
    log.info('refused', { requestId: context.requestId, code: 'invalid_client', reason: error.reason });
    return rejected(credentials, 'The client is not known, or its secret or assertion is not good.');
  }
}

function rejected(credentials: Proof, description: string): OAuthError {
  const basic = credentials.kind === 'secret' && credentials.basic;
  return oauthError('invalid_client', description, basic ? { challenge: 'Basic' } : {});
}

/** Everything is read in one round trip where the client names itself by its id, or this container has seen the token before. */
async function bySecret(
  { clientId, secret }: Proof & { kind: 'secret' },
  { snapshot, now, sourceIp, dependencies }: ClientContext,
): Promise<AuthenticatedClient> {
  const hash = hashOfOpaqueToken(secret);
  if (hash === undefined) throw new CredentialRejected('checksum');
  wantToken(snapshot, hash);
  if (userIdPattern.test(clientId)) snapshot.want(userKey(clientId));
  await snapshot.load();
  const { tokenPolicy } = dependencies;
  const accepted = await authenticateToken(hash, {
    snapshot,
    now,
    sourceIp,
    tokenPolicy,
    wantedRoleId: undefined,
  });
  const { principal, user, token } = accepted;
  if (principal.kind !== 'serviceUser' || user.kind !== 'service' || token.kind !== 'service')
    throw new CredentialRejected('wrong-kind');
  if (clientId !== user.userId && clientId !== user.userName)
    throw new CredentialRejected('issued-to-someone-else');
  const source: SessionSource = { kind: 'token', hash, tokenId: token.tokenId };
  return { user, principal, role: principal.role, source, token, endsAt: token.expiresAt };
}

/** Notes what a long-lived token needs, with what an earlier request of this container learnt of it. */
export function wantToken(snapshot: Snapshot, hash: string): void {
  snapshot.want(tokenKey(hash));
  const hint = hintFor(hash);
  if (hint === undefined) return;
  snapshot.want(userKey(hint.userId));
  if (!builtInRoles.has(hint.roleId)) snapshot.want(roleKey(hint.roleId));
}

export type { AuthenticatedClient, ClientContext };
