import { oauthOperations } from '../shared/contract/oauth.ts';
import { isOAuthError, oauthError } from '../shared/problems/oauthError.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { createAuthorizerDependencies } from '../shared/runtime/authorizerDependencies.ts';
import { inspectToken, liveAnswer } from '../shared/runtime/oauth/inspectToken.ts';
import { uncached } from '../shared/runtime/oauth/issueAccess.ts';
import { markSeen } from '../shared/runtime/oauth/markSeen.ts';
import { oauthCaller } from '../shared/runtime/oauth/oauthCaller.ts';
import type { OAuthDependencies } from '../shared/runtime/oauth/oauthDependencies.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';

type Row = (typeof oauthOperations)['introspectToken'];

/** RFC 7662: only who is known may ask, so that nobody tries tokens out; everything unknown or dead is just not active. */
export const handle: Handle<Row, OAuthDependencies> = async (call, dependencies) => {
  const caller = await oauthCaller(call, dependencies);
  if (isOAuthError(caller)) return caller;
  if (caller === undefined) return oauthError('invalid_client', 'The caller must authenticate.');
  const { token } = call.body;
  if (token === undefined) return oauthError('invalid_request', 'token is missing.');
  const live = await inspectToken(token, call.now, dependencies);
  const body = live === undefined ? { active: false } : liveAnswer(live, dependencies.issuer);
  await markSeen(caller, dependencies);
  return { status: 200, body, headers: uncached };
};

/** The Lambda function. */
export const handler = serveWith(oauthOperations, 'introspectToken', {
  handle,
  dependencies: createAuthorizerDependencies(),
});
