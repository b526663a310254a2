import { oauthOperations } from '../shared/contract/oauth.ts';
import { isOAuthError, oauthError, type OAuthError } from '../shared/problems/oauthError.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import { createAuthorizerDependencies } from '../shared/runtime/authorizerDependencies.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { ownClaims } from '../shared/runtime/oauth/inspectToken.ts';
import { uncached } from '../shared/runtime/oauth/issueAccess.ts';
import { markSeen } from '../shared/runtime/oauth/markSeen.ts';
import { oauthCaller, type OAuthCaller } from '../shared/runtime/oauth/oauthCaller.ts';
import type { OAuthDependencies } from '../shared/runtime/oauth/oauthDependencies.ts';
import {
  notTheirs,
  revokeOpaque,
  revokeSession,
  type Revocation,
} from '../shared/runtime/oauth/revokeOwn.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';
import { looksOpaque } from '../shared/tokens/opaqueToken.ts';

type Row = (typeof oauthOperations)['revokeOAuthToken'];

/** RFC 7009. A hint of the wrong kind changes nothing: the form of a token tells what it is. */
export const handle: Handle<Row, OAuthDependencies> = async (call, dependencies) => {
  const { token } = call.body;
  if (token === undefined) return oauthError('invalid_request', 'token is missing.');
  const caller = await oauthCaller(call, dependencies);
  if (isOAuthError(caller)) return caller;
  const outcome = await end(token, { call, caller, dependencies });
  if (isOAuthError(outcome)) return outcome;
  if (outcome === 'revoked' && caller !== undefined) await markSeen(caller, dependencies);
  return answerTo(outcome);
};

async function end(
  token: string,
  asked: { call: Call<Row>; caller: OAuthCaller | undefined; dependencies: OAuthDependencies },
): Promise<Revocation | OAuthError> {
  if (looksOpaque(token)) return await revokeOpaque(token, asked);
  const { call, caller, dependencies } = asked;
  if (caller === undefined) return oauthError('invalid_client', 'The caller must authenticate.');
  const claims = await ownClaims(token, call.now, dependencies);
  return claims === undefined ? 'revoked' : await revokeSession(claims, { ...asked, caller });
}

function answerTo(outcome: Revocation): Outcome<Row> {
  if (isRefusal(outcome)) return refuse('temporarily-unavailable');
  if (outcome === notTheirs) {
    return oauthError('unauthorized_client', 'The token was issued to somebody else.');
  }
  return { status: 200, body: {}, headers: uncached };
}

/** The Lambda function. */
export const handler = serveWith(oauthOperations, 'revokeOAuthToken', {
  handle,
  dependencies: createAuthorizerDependencies(),
});
