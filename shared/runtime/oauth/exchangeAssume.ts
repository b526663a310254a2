import { tokenTypes } from '../../contract/oauth.ts';
import { oauthError, type OAuthError, type OAuthErrorCode } from '../../problems/oauthError.ts';
import { isRefusal, refuse, type Refusal } from '../../problems/refusal.ts';
import type { ProblemCode } from '../../problems/catalogue.ts';
import { problems } from '../../problems/catalogue.ts';
import { decodeJsonObject } from '../../tokens/base64url.ts';
import { assume, type AssumingCall } from '../assume.ts';
import { decideActing } from './actingCaller.ts';
import { minutesOf, namedAudience } from './accessGrant.ts';
import { uncached, type TokenReply } from './issueAccess.ts';
import { markSeen } from './markSeen.ts';
import type { Requested } from './requestedGrant.ts';
import { isOAuthError } from '../../problems/oauthError.ts';

/**
 * Assuming by exchange (SPEC section 11): the caller's token as the actor, the service user as the subject. The rule, the
 * decision and the record are those of `POST /users/{userId}/auth-token`.
 */
export async function exchangeAssume({
  call,
  dependencies,
}: Requested): Promise<TokenReply | OAuthError | Refusal<'temporarily-unavailable'>> {
  const { body } = call;
  const { subject_token: userId = '' } = body;
  const token = actorOf(body);
  if (isOAuthError(token)) return token;
  const wanted = wantedOf(body);
  if (isOAuthError(wanted)) return wanted;
  const decision = await decideActing({ token, call, dependencies }, 'users.assume', userId);
  if (decision === undefined) return oauthError('invalid_request', 'The actor token is not good.');
  if ('refused' in decision) return refusedAs(decision.refused);
  const outcome = await assume(
    {
      ...call,
      caller: decision.caller,
      params: { userId },
      body: wanted,
    },
    dependencies,
  );
  if (isOAuthError(outcome)) return outcome;
  if (isRefusal(outcome)) return refusedAs(outcome.refused);
  await markSeen(decision.seen, dependencies);
  return replyOf(outcome.body);
}

type Form = Requested['call']['body'];

function actorOf({ actor_token: token, actor_token_type: type, scope }: Form): string | OAuthError {
  if (token === undefined || type !== tokenTypes.accessToken) {
    return oauthError('invalid_request', `actor_token of type ${tokenTypes.accessToken} is missing.`);
  }
  if (scope === undefined) return token;
  return oauthError('invalid_scope', 'Assuming takes the permissions of the role as they are.');
}

/** The body that `POST /users/{userId}/auth-token` would have. */
function wantedOf(body: Form): AssumingCall['body'] | OAuthError {
  const DurationMinutes = minutesOf(body);
  if (isOAuthError(DurationMinutes)) return DurationMinutes;
  const Audience = namedAudience(body);
  if (isOAuthError(Audience)) return Audience;
  const { role: RoleId, reason: Reason } = body;
  return {
    DurationMinutes,
    ...(RoleId === undefined ? {} : { RoleId }),
    ...(Reason === undefined ? {} : { Reason }),
    ...(Audience === undefined ? {} : { Audience }),
  };
}

function replyOf({ Token = '', ExpiresIn }: { Token?: string | undefined; ExpiresIn: number }): TokenReply {
  const scope = decodeJsonObject(Token.split('.')[1] ?? '')?.['scope'];
  return {
    status: 200,
    body: {
      access_token: Token,
      issued_token_type: tokenTypes.accessToken,
      token_type: 'Bearer',
      expires_in: ExpiresIn,
      scope: String(scope ?? ''),
    },
    headers: uncached,
  };
}

/**
 * RFC 8693 section 2.2.2: an unacceptable subject is `invalid_request`, an unacceptable target `invalid_target`; a caller who may
 * not do this with any subject or not with this one is `unauthorized_client`. A race that was lost can be tried again.
 */
const errorCodes: Readonly<Partial<Record<ProblemCode, OAuthErrorCode>>> = {
  'audience-unknown': 'invalid_target',
  'interactive-only': 'invalid_target',
  'not-allowed': 'unauthorized_client',
  'not-for-service-users': 'unauthorized_client',
};

function refusedAs(code: ProblemCode): OAuthError | Refusal<'temporarily-unavailable'> {
  if (code === 'changed-meanwhile') return refuse('temporarily-unavailable');
  return oauthError(errorCodes[code] ?? 'invalid_request', problems[code].title);
}
