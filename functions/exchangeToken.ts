import { oauthOperations, tokenExchange, tokenTypes } from '../shared/contract/oauth.ts';
import { isOAuthError, oauthError } from '../shared/problems/oauthError.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { clientCredentialsGrant } from '../shared/runtime/oauth/clientCredentialsGrant.ts';
import { readClient } from '../shared/runtime/oauth/clientCredentials.ts';
import { exchangeAssume } from '../shared/runtime/oauth/exchangeAssume.ts';
import { exchangeOutside } from '../shared/runtime/oauth/exchangeOutside.ts';
import {
  createTokenEndpointDependencies,
  type TokenEndpointDependencies,
} from '../shared/runtime/oauth/oauthDependencies.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';
import { Snapshot } from '../shared/store/snapshot.ts';

type Row = (typeof oauthOperations)['exchangeToken'];

/** The token endpoint: the grant type chooses, and of an exchange the type of its subject. */
export const handle: Handle<Row, TokenEndpointDependencies> = async (call, dependencies) => {
  const { grant_type: grantType } = call.body;
  if (grantType === undefined) return oauthError('invalid_request', 'grant_type is missing.');
  if (grantType === 'client_credentials') return await clientCredentialsGrant(call, dependencies);
  if (grantType === tokenExchange) return await exchange(call, dependencies);
  return oauthError('unsupported_grant_type', 'The grant type is not one of this server.');
};

/** RFC 8693 section 2.1. The tokens are the proof: a client secret beside them would prove somebody else. */
async function exchange(call: Call<Row>, dependencies: TokenEndpointDependencies): Promise<Outcome<Row>> {
  const refused = refusalOf(call);
  if (refused !== undefined) return refused;
  const requested = { call, dependencies, snapshot: new Snapshot(dependencies.table) };
  const { subject_token_type: type } = call.body;
  if (type === tokenTypes.userId) return await exchangeAssume(requested);
  if (type === tokenTypes.jwt || type === tokenTypes.idToken) return await exchangeOutside(requested);
  return oauthError('invalid_request', 'subject_token_type is not one of this server.');
}

function refusalOf({ body, authorization }: Call<Row>) {
  const client = readClient(body, authorization);
  if (isOAuthError(client)) return client;
  if (client.kind !== 'none') {
    return oauthError('invalid_request', 'An exchange takes client_id alone: its tokens are the proof.');
  }
  if (body.subject_token === undefined) return oauthError('invalid_request', 'subject_token is missing.');
  const asked = body.requested_token_type ?? tokenTypes.accessToken;
  const issued = asked === tokenTypes.accessToken || asked === tokenTypes.jwt;
  return issued ? undefined : oauthError('invalid_request', 'Only access tokens are issued.');
}

/** The Lambda function. */
export const handler = serveWith(oauthOperations, 'exchangeToken', {
  handle,
  dependencies: createTokenEndpointDependencies(),
});
