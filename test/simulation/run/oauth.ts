import { tokenExchange, tokenTypes } from '../../../shared/contract/oauth.ts';
import type { Answer, OAuthCall, Request } from './request.ts';
import type { Lots } from './draw.ts';
import { outsideCall, type OutsideLots } from './outsideCalls.ts';
import type { Credential } from './knowledge.ts';

/** Operations that take a form and authenticate their clients themselves. */
export type OAuthId = 'exchangeToken' | 'introspectToken' | 'revokeOAuthToken';

/** Whether an operation is one of them. */
export function isOAuth(id: string): id is OAuthId {
  return ['exchangeToken', 'introspectToken', 'revokeOAuthToken'].includes(id);
}

/** What a call is drawn from. */
export interface OAuthLots extends OutsideLots {
  readonly lots: Lots;
  /** Any credential, dead or alive. */
  readonly any: () => Credential;
  readonly signedIn: (serviceUserId: string) => Credential;
}

/** Draws a call. */
export function oauthCall(id: OAuthId, from: OAuthLots): OAuthCall {
  if (id === 'exchangeToken')
    return (from.dice.chance(0.5) ? outsideCall(from) : undefined) ?? exchange(from);
  const { dice, knowledge } = from;
  const ours = knowledge.credentials.filter(({ kind }) => kind !== 'signIn');
  const about = ours.length === 0 ? undefined : dice.one(ours.slice(-20));
  // A service user's own token is for others to ask about, and for everybody to end.
  const credential = from.signedIn('');
  return { call: { id, params: {}, form: { token: about?.value ?? 'unknown' }, about }, credential };
}

function exchange({ dice, lots, knowledge, any, signedIn }: OAuthLots): OAuthCall {
  const id = 'exchangeToken';
  const secrets = knowledge.credentials.filter(({ value }) => value.startsWith('sut_'));
  if (secrets.length > 0 && dice.chance(0.6)) {
    const living = secrets.filter(({ ends }) => ends.size === 0);
    const credential = dice.one(living.length > 0 && dice.chance(0.7) ? living : secrets);
    const form = { grant_type: 'client_credentials', client_id: credential.userId };
    const call = { id, params: {}, form: { ...form, client_secret: credential.value } } as const;
    return { call, credential };
  }
  const userId = lots.service();
  const credential = dice.chance(0.3) ? any() : signedIn(userId);
  const form = {
    grant_type: tokenExchange,
    subject_token: userId,
    subject_token_type: tokenTypes.userId,
    actor_token: credential.value,
    actor_token_type: tokenTypes.accessToken,
    ...(dice.chance(0.3) ? { role: lots.heldRole(userId) } : {}),
  };
  return { call: { id, params: {}, form }, credential };
}

/** The answer as the other operations would give it: OAuth has a status of its own for some refusals. */
export function judged({ id, outside }: Pick<Request, 'id' | 'outside'>, answer: Answer): Answer {
  if (id !== 'exchangeToken' || answer.status !== 400) return answer;
  if (outside !== undefined) return { ...answer, status: 401 };
  if (answer.body['error_description'] === 'The actor token is not good.') return { ...answer, status: 401 };
  return answer.body['error'] === 'unauthorized_client' ? { ...answer, status: 403 } : answer;
}

/** What an issued token says of itself. */
export interface IssuedClaims {
  readonly jti: string;
  readonly sub: string;
  readonly exp: number;
  readonly role_id: string;
  readonly act?: { readonly sub: string };
}

/** The claims of a token that the token endpoint answered. */
export function claimsOfIssued(token: string): IssuedClaims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as IssuedClaims;
}
