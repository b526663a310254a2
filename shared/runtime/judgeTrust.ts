import { createHash } from 'node:crypto';
import {
  checkRule,
  checkTimes,
  type Check,
  type Claims,
  type OwnIssuers,
  type TrustRule,
} from '../domain/trustRule.ts';
import type { Instant } from '../domain/time.ts';
import type { AssertionName } from '../store/keys.ts';
import { DocumentRefused } from '../tokens/fetchDocument.ts';
import { isSignedBy, suits, type OutsideJwt, type OutsideKey } from '../tokens/outsideJws.ts';
import { readKeySet, type OutsideKeys } from '../tokens/outsideKeys.ts';
import { thumbprint } from '../tokens/thumbprint.ts';

/** What judging a token works with. */
export interface Judging {
  readonly outsideKeys: OutsideKeys;
  readonly ownIssuers: OwnIssuers;
  readonly now: Instant;
  /** Whether a token of that name was accepted before. */
  readonly isUsed: (name: AssertionName) => boolean | Promise<boolean>;
}

/** A rule, and what it says of a token, question by question. */
export interface Judged {
  readonly rule: TrustRule;
  readonly checks: readonly Check[];
  readonly matches: boolean;
  /** What the token is remembered by, once it is accepted. */
  readonly name: AssertionName;
}

/** What a rule says of a token. The issuer is asked for its keys only where it is the issuer of the rule. */
export async function judge(rule: TrustRule, token: OutsideJwt, judging: Judging): Promise<Judged> {
  const { claims } = token;
  const asked = checkRule(rule, claims, judging.ownIssuers);
  const isIssuer = asked.every(({ check, holds }) => check !== 'issuer' || holds);
  const { check, key } = isIssuer
    ? await checkSignature(rule, token, judging.outsideKeys)
    : unsigned('not asked: the issuer is another');
  const signer = key === undefined || rule.jwks === undefined ? undefined : thumbprint(key.key);
  const name = { ...nameOfToken(token), signer };
  const holds = !(await judging.isUsed(name));
  const checks = [
    ...asked,
    checkTimes(claims, judging.now),
    check,
    { check: 'replay' as const, expected: 'not used before', holds },
  ];
  return { rule, checks, matches: checks.every((one) => one.holds), name };
}

/** Whether everything but signature and replay holds: asking the issuer is worth it. */
export function mayMatch(
  rule: TrustRule,
  claims: Claims,
  { ownIssuers, now }: Pick<Judging, 'ownIssuers' | 'now'>,
): boolean {
  return [...checkRule(rule, claims, ownIssuers), checkTimes(claims, now)].every(({ holds }) => holds);
}

interface Signed {
  readonly check: Check;
  /** That signed it. */
  readonly key?: OutsideKey;
}

async function checkSignature(rule: TrustRule, token: OutsideJwt, outsideKeys: OutsideKeys): Promise<Signed> {
  try {
    const keys = await keysFor(rule, token, outsideKeys);
    // A token without a key id is tried with the one key it can mean, never with all of a set.
    const [key, second] = keys;
    if (key === undefined || second !== undefined) {
      return unsigned('the issuer has no such key, or the token does not say which');
    }
    return isSignedBy(key, token) ? { check: signature(true), key } : unsigned('another key signed it');
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    return unsigned(error.message);
  }
}

function unsigned(actual: string): Signed {
  return { check: signature(false, actual) };
}

async function keysFor(
  rule: TrustRule,
  token: OutsideJwt,
  outsideKeys: OutsideKeys,
): Promise<readonly OutsideKey[]> {
  if (rule.jwks === undefined) return await outsideKeys.find(rule.issuer, token);
  return readKeySet({ keys: rule.jwks }).filter((key) => suits(key, token));
}

function signature(holds: boolean, actual?: string): Check {
  const expected = 'signed with a key of the issuer';
  return { check: 'signature', expected, ...(actual === undefined ? {} : { actual }), holds };
}

/** What names a token so that it is accepted once: its `jti`, else what was signed (a signature can be rewritten, that cannot). */
export function nameOfToken({ claims, input }: OutsideJwt): AssertionName {
  const { iss, jti } = claims;
  const issuer = String(iss);
  if (typeof jti === 'string' && jti !== '') return { issuer, id: `jti:${jti}` };
  return { issuer, id: `input:${createHash('sha256').update(input).digest('base64url')}` };
}
