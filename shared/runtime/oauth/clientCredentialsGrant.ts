import type { oauthOperations } from '../../contract/oauth.ts';
import { isOAuthError, oauthError, type OAuthError } from '../../problems/oauthError.ts';
import { Snapshot } from '../../store/snapshot.ts';
import type { Call } from '../call.ts';
import { unmarkedUse } from '../markUsed.ts';
import { accessGrantOf } from './requestedGrant.ts';
import { wantAudience, type AccessGrant } from './accessGrant.ts';
import { authenticateClient, type AuthenticatedClient } from './authenticateClient.ts';
import { readClient } from './clientCredentials.ts';
import { issueAccess, type TokenReply } from './issueAccess.ts';
import type { TokenEndpointDependencies } from './oauthDependencies.ts';

type TokenCall = Call<(typeof oauthOperations)['exchangeToken']>;

/** RFC 6749 section 4.4: a service user gets an access token for itself, bound to its role, for as long as its secret works. */
export async function clientCredentialsGrant(
  call: TokenCall,
  dependencies: TokenEndpointDependencies,
): Promise<TokenReply | OAuthError> {
  const { body, now, sourceIp, requestId } = call;
  const credentials = readClient(body, call.authorization);
  if (isOAuthError(credentials)) return credentials;
  if (credentials.kind !== 'secret' && credentials.kind !== 'assertion') {
    return oauthError('invalid_client', 'The client must authenticate with a service token or an assertion.');
  }
  const snapshot = new Snapshot(dependencies.table);
  wantAudience(snapshot, body);
  const client = await authenticateClient(credentials, { snapshot, now, sourceIp, requestId, dependencies });
  if (isOAuthError(client)) return client;
  const grant = await accessGrantOf(client, { call, snapshot, dependencies });
  if (isOAuthError(grant)) return grant;
  return await issueTo(client, grant, dependencies);
}

async function issueTo(
  client: AuthenticatedClient,
  grant: AccessGrant,
  dependencies: TokenEndpointDependencies,
): Promise<TokenReply | OAuthError> {
  const once = client.once === undefined ? [] : [client.once];
  const { used } = unmarkedUse(client.token, grant.now);
  const issued = await issueAccess(grant, { writes: once, ...(used && { used }) }, dependencies);
  if ('reply' in issued) return issued.reply;
  if (client.once !== undefined) return oauthError('invalid_client', 'The assertion was used before.');
  throw new Error('a fresh session record exists already');
}
