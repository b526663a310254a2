import { assertionType, tokenExchange, tokenTypes } from '../../../shared/contract/oauth.ts';
import type { Item } from '../../../shared/store/item.ts';
import type { Dice } from '../../support/model/dice.ts';
import type { Credential, Knowledge } from './knowledge.ts';
import type { Mirror } from './mirror.ts';
import { endOf, kidOf, kids, minted, repos, type OutsideToken, type Presented } from './outside.ts';
import type { OAuthCall } from './request.ts';

/** What a call with an outside token is drawn from. */
export interface OutsideLots {
  readonly dice: Dice;
  readonly mirror: Mirror;
  readonly knowledge: Knowledge;
  readonly now: number;
}

/** A call of the token endpoint with a token from outside, fresh or presented before; undefined where nobody trusts any. */
export function outsideCall(from: OutsideLots): OAuthCall | undefined {
  const presented = again(from) ?? fresh(from);
  return presented === undefined ? undefined : callWith(presented);
}

/** The call that presents a token. */
export function callWith(presented: Presented): OAuthCall {
  const { token, userId } = presented;
  const call = { id: 'exchangeToken', params: {}, form: formOf(presented), outside: presented } as const;
  return { call, credential: standIn(token, userId) };
}

function formOf({ token, userId }: Presented): Readonly<Record<string, string>> {
  if (token.kind === 'assertion')
    return {
      grant_type: 'client_credentials',
      client_assertion_type: assertionType,
      client_assertion: token.value,
    };
  return {
    grant_type: tokenExchange,
    subject_token: token.value,
    subject_token_type: tokenTypes.jwt,
    client_id: userId,
  };
}

/** One that was presented before; rather one that just ends, so that what is remembered of it ends too. */
function again({ dice, knowledge, now }: OutsideLots): Presented | undefined {
  const all = knowledge.presented;
  const ending = all.filter(({ token }) => Math.abs(endOf(token) - now) < 3000);
  if (ending.length > 0 && dice.chance(0.8)) return dice.one(ending);
  return all.length > 0 && dice.chance(0.4) ? dice.one(all.slice(-5)) : undefined;
}

function fresh(from: OutsideLots): Presented | undefined {
  const { dice, mirror } = from;
  const grounds = [...mirror.ofEntity('trustRule'), ...mirror.ofEntity('clientKey')];
  if (grounds.length === 0) return undefined;
  const ground = dice.one(grounds);
  const userId = String(ground['userId']);
  const token = ground['entity'] === 'clientKey' ? assertion(from, ground) : federation(from, ground);
  return keep(from, { token, userId });
}

function keep({ knowledge }: OutsideLots, presented: Presented): Presented {
  knowledge.presented.push(presented);
  return presented;
}

function federation({ dice, knowledge, now }: OutsideLots, rule: Item): OutsideToken {
  const { issuer, conditions } = rule as unknown as { issuer: string; conditions: [{ equals: string }] };
  const kid = dice.chance(0.9) ? kidOf(rule) : dice.one(kids);
  const repo = dice.chance(0.9) ? conditions[0].equals : dice.one(repos);
  const jti = `run-${knowledge.presented.length}`;
  const exp = Math.floor(now / 1000) + dice.one([10, 300, 3600]);
  return minted({ kind: 'federation', issuer, jti, kid, repo, exp }, now);
}

function assertion({ dice, knowledge, now }: OutsideLots, { userId, clientKeyId }: Item): OutsideToken {
  const jti = `call-${knowledge.presented.length}`;
  const exp = Math.floor(now / 1000) + dice.one([10, 120, 240]);
  const [issuer, kid] = [String(userId), String(clientKeyId)];
  return minted({ kind: 'assertion', issuer, jti, kid, repo: '', exp }, now);
}

/** What is known of the token as of a credential: only when it ends. */
function standIn({ value, jti, kind, exp }: OutsideToken, userId: string): Credential {
  return {
    ...{
      value,
      kind: 'outside',
      userId,
      personId: userId,
      id: `${kind} ${jti}`,
      roleId: undefined,
      byMode: 'no',
    },
    ...{ received: 0, receivedAt: 0, expiresAt: (exp + 60) * 1000 },
    ...{ ends: new Map(), doubted: 0, revivals: new Map() },
  };
}
