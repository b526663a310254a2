import { assertionType, tokenExchange, tokenTypes } from '../../../shared/contract/oauth.ts';
import type { Item } from '../../../shared/store/item.ts';
import type { Dice } from '../../support/model/dice.ts';
import type { Lots } from './draw.ts';
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
  readonly lots: Lots;
}

/** A question about a token, or its revocation. */
export type Asking = OAuthCall['call'];

/**
 * A call with a token from outside, fresh or presented before; undefined where nobody trusts any.
 * @param asking - what is asked; the token endpoint for a token when left out. Only a client's own assertion asks.
 */
export function outsideCall(from: OutsideLots, asking?: Asking): OAuthCall | undefined {
  const isFit = (kind: OutsideToken['kind']): boolean => asking === undefined || kind === 'assertion';
  const presented = again(from, isFit) ?? fresh(from, isFit);
  return presented === undefined ? undefined : callWith(presented, asking);
}

/** The call that presents a token. */
export function callWith(presented: Presented, asking?: Asking): OAuthCall {
  const { token, userId, audience } = presented;
  const credential = standIn(token, userId);
  if (asking !== undefined) {
    const form = { ...asking.form, ...assertionOf(token) };
    return { call: { ...asking, form, outside: presented }, credential };
  }
  const form = { ...formOf(presented), ...(audience === undefined ? {} : { audience }) };
  return { call: { id: 'exchangeToken', params: {}, form, outside: presented }, credential };
}

function formOf({ token, userId }: Presented): Readonly<Record<string, string>> {
  if (token.kind === 'assertion') return { grant_type: 'client_credentials', ...assertionOf(token) };
  return {
    grant_type: tokenExchange,
    subject_token: token.value,
    subject_token_type: tokenTypes.jwt,
    client_id: userId,
  };
}

function assertionOf({ value }: OutsideToken) {
  return { client_assertion_type: assertionType, client_assertion: value };
}

type IsFit = (kind: OutsideToken['kind']) => boolean;

/** One that was presented before; rather one that just ends, so that what is remembered of it ends too. */
function again({ dice, knowledge, now }: OutsideLots, isFit: IsFit): Presented | undefined {
  const all = knowledge.presented.filter(({ token }) => isFit(token.kind));
  const ending = all.filter(({ token }) => Math.abs(endOf(token) - now) < 3000);
  if (ending.length > 0 && dice.chance(0.8)) return dice.one(ending);
  return all.length > 0 && dice.chance(0.4) ? dice.one(all.slice(-5)) : undefined;
}

function fresh(from: OutsideLots, isFit: IsFit): Presented | undefined {
  const { dice, mirror, lots } = from;
  const rules = isFit('federation') ? [...mirror.ofEntity('trustRule')] : [];
  const keys = dice.chance(0.25) ? usedKeys(from) : [...mirror.ofEntity('clientKey')];
  if (rules.length + keys.length === 0) return undefined;
  const ground = dice.one([...rules, ...keys]);
  const userId = String(ground['userId']);
  const token = ground['entity'] === 'clientKey' ? assertion(from, ground) : federation(from, ground);
  const wanted = dice.chance(0.15) ? { audience: lots.application() } : {};
  return keep(from, { token, userId, ...wanted });
}

/** An assertion of a client, signed with a key of that id, which may be registered or not. */
export function provenBy(
  from: OutsideLots,
  { userId = '', source }: { userId: string | undefined; source?: string | undefined },
): Presented {
  return keep(from, { token: assertion(from, { userId, clientKeyId: source }), userId });
}

/** Keys that clients proved themselves with, whatever became of them. */
function usedKeys({ knowledge }: OutsideLots): Item[] {
  const tokens = knowledge.presented.map(({ token }) => token).filter(({ kind }) => kind === 'assertion');
  return tokens.map(({ issuer, kid }) => ({ entity: 'clientKey', userId: issuer, clientKeyId: kid }));
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
