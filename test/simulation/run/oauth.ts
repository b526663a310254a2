import { tokenExchange, tokenTypes } from '../../../shared/contract/oauth.ts';
import { isApplicationRefused } from './applications.ts';
import type { Dice } from '../../support/model/dice.ts';
import type { Answer, OAuthCall, Request } from './request.ts';
import type { Lots } from './draw.ts';
import type { Presented } from './outside.ts';
import { callWith, outsideCall, type Asking, type OutsideLots } from './outsideCalls.ts';
import type { Credential } from './knowledge.ts';

/** Operations that take a form and authenticate their clients themselves. */
export type OAuthId = 'exchangeToken' | 'introspectToken' | 'revokeOAuthToken';

/** Whether an operation is one of them. */
export function isOAuth(id: string): id is OAuthId {
  return ['exchangeToken', 'introspectToken', 'revokeOAuthToken'].includes(id);
}

/** What a call is drawn from. */
export interface OAuthLots extends OutsideLots {
  /** Any credential, dead or alive. */
  readonly any: () => Credential;
  readonly signedIn: (serviceUserId: string) => Credential;
}

/** Draws a call. */
export function oauthCall(id: OAuthId, from: OAuthLots): OAuthCall {
  if (id === 'exchangeToken')
    return (from.dice.chance(0.5) ? outsideCall(from) : undefined) ?? exchange(from);
  const call = aboutOne(id, somebodys(from));
  const proven = from.dice.chance(0.35) ? outsideCall(from, call) : bySecret(call, from);
  // A service user's own token is for others to ask about, and for everybody to end.
  return proven ?? { call, credential: from.signedIn('') };
}

/** By a client with a service token. */
function bySecret(call: Asking, from: OAuthLots): OAuthCall | undefined {
  const credential = from.dice.chance(0.3) ? aSecret(from) : undefined;
  if (credential === undefined) return undefined;
  const client = { client_id: credential.userId, client_secret: credential.value };
  return { call: { ...call, form: { ...call.form, ...client } }, credential };
}

/** A service token: personal ones of a service user prove no client. */
export function isClientSecret({ value }: Credential): boolean {
  return value.startsWith('sut_');
}

/** A service token; mostly a living one. */
function aSecret({ dice, knowledge }: OAuthLots): Credential | undefined {
  const secrets = knowledge.credentials.filter(isClientSecret);
  const living = secrets.filter(({ ends }) => ends.size === 0);
  const some = living.length > 0 && dice.chance(0.7) ? living : secrets;
  return some.length === 0 ? undefined : dice.one(some);
}

/** The call that presents a token from outside; an assertion proves a client at each endpoint. */
export function presenting(presented: Presented, from: OAuthLots): OAuthCall {
  const elsewhere = presented.token.kind === 'assertion' && from.dice.chance(0.5);
  return callWith(presented, elsewhere ? aboutOne('introspectToken', somebodys(from)) : undefined);
}

/** Whose token is asked about or ended; often one for an application, which shows nowhere else whether it works. */
function somebodys({ dice, knowledge }: OAuthLots): Credential | undefined {
  const ours = knowledge.credentials.filter(({ kind }) => kind !== 'signIn');
  const abroad = ours.filter(({ audience }) => audience !== undefined);
  const some = (abroad.length > 0 && dice.chance(0.4) ? abroad : ours).slice(-20);
  return some.length === 0 ? undefined : dice.one(some);
}

function aboutOne(id: Exclude<OAuthId, 'exchangeToken'>, about: Credential | undefined): Asking {
  return { id, params: {}, form: { token: about?.value ?? 'unknown' }, about };
}

/** The call that asks whether a token works. */
export function introspecting(about: Credential): OAuthCall['call'] {
  return aboutOne('introspectToken', about);
}

function exchange(from: OAuthLots): OAuthCall {
  const id = 'exchangeToken';
  const { dice, lots, any, signedIn } = from;
  const secret = dice.chance(0.6) ? aSecret(from) : undefined;
  if (secret !== undefined) {
    const scope = dice.chance(0.35) ? lots.scope(secret) : {};
    return bySecretGrant(secret, { ...audienceFor(dice, lots), ...scope });
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
    ...audienceFor(dice, lots),
  };
  return { call: { id, params: {}, form }, credential };
}

/** A service user gets an access token by a secret of its own (RFC 6749 section 4.4). */
export function bySecretGrant(credential: Credential, wanted: Readonly<Record<string, string>>): OAuthCall {
  const form = {
    ...{ grant_type: 'client_credentials', client_id: credential.userId },
    ...wanted,
    client_secret: credential.value,
  };
  return { call: { id: 'exchangeToken', params: {}, form }, credential };
}

function audienceFor(dice: Dice, lots: Lots): { audience?: string } {
  return dice.chance(0.15) ? { audience: lots.application() } : {};
}

/** The answer as the other operations would give it: OAuth has a status of its own for some refusals. */
export function judged({ id, outside }: Pick<Request, 'id' | 'outside'>, answer: Answer): Answer {
  const isOfGrant = id === 'exchangeToken' && answer.status === 400 && !isApplicationRefused(answer);
  if (!isOfGrant) return answer;
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
  readonly scope: string;
  readonly act?: { readonly sub: string };
}

/** The claims of a token that the token endpoint answered. */
export function claimsOfIssued(token: string): IssuedClaims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as IssuedClaims;
}
